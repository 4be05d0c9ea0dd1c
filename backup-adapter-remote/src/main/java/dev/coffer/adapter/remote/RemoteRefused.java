package dev.coffer.adapter.remote;

/** A vault elsewhere does not do what it was asked for; one sentence says why and what to mend. */
public final class RemoteRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RemoteRefused(String message) {
    super(message);
  }

  RemoteRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
