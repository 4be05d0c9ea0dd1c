package dev.coffer.adapter.remote;

import dev.coffer.application.UserError;

/** A remote vault does not do what it was asked for; the message says why and what to fix. */
public final class RemoteRefused extends UserError {

  private static final long serialVersionUID = 1L;

  RemoteRefused(String message) {
    super(message);
  }

  RemoteRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
