package dev.coffer.adapter.http.reply;

/**
 * Ends a request with a failure from deep within a handler. It is a refusal, not a bug, so it has
 * no stack trace.
 */
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpFailure failure;

  public RequestRefused(HttpFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  public HttpFailure failure() {
    return failure;
  }
}
