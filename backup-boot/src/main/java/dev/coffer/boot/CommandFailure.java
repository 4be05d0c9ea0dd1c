package dev.coffer.boot;

/**
 * Something could not be done, for a reason that its message tells the operator in one sentence.
 */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
