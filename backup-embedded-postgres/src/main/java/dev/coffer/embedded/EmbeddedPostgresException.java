package dev.coffer.embedded;

/**
 * The embedded index cannot start or was refused. The message is written for the operator: it names
 * the file, folder or process in question and, where there is one, the command that helps.
 */
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
