package dev.coffer.adapter.cli;

/**
 * Something could not be done, for a reason that its message tells the operator in one sentence.
 */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }
}
