package dev.coffer.embedded;

/**
 * Another process works on the data directory. The message is written for the operator and says
 * which one.
 */
public final class DataDirectoryInUseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DataDirectoryInUseException(String message) {
    super(message);
  }
}
