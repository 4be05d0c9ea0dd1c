package dev.coffer.adapter.postgres.connection;

/**
 * The PostgreSQL that was given cannot keep the index as it is. The message is written for the
 * operator: it names what was found, what was expected and what helps.
 */
public final class UnfitServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfitServerException(String message) {
    super(message);
  }

  UnfitServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
