package dev.coffer.application;

/**
 * A command or a start cannot continue, for a reason that the user can fix. The message says what
 * to fix, in whole sentences; it is shown unchanged and without a stack trace. The code around the
 * use cases throws it: configuration, adapters, and the program that wires them.
 */
public class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
