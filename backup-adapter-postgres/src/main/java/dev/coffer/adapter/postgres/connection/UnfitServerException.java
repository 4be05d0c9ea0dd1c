package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.UserError;

/**
 * The configured PostgreSQL cannot keep the index as it is. The message names what was found, what
 * was expected and how to fix it.
 */
public final class UnfitServerException extends UserError {

  private static final long serialVersionUID = 1L;

  UnfitServerException(String message) {
    super(message);
  }

  UnfitServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
