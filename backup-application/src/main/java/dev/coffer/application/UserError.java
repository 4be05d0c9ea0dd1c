package dev.coffer.application;

/**
 * A command or a start cannot continue, for a reason that the user can fix. The message says which
 * in whole sentences; it is shown as it is, without a stack trace. Whatever is wired around the use
 * cases throws it: configuration, adapters, and the program that puts them together.
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
