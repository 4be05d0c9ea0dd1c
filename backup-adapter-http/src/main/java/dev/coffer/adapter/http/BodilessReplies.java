package dev.coffer.adapter.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * Takes the {@code Content-Length: 0} out of 204 and 304 that Helidon writes there: a 304's length
 * is that of the 200 it stands for (RFC 9110, 8.6), and a cache may believe the zero.
 *
 * <p>A listener, because nothing else sees the headers between Helidon's last change and the wire.
 */
final class BodilessReplies implements Http1ConnectionListener {

  @Override
  public void status(ConnectionContext context, Status status) {
    boolean bodiless =
        status.code() == Status.NO_CONTENT_204.code()
            || status.code() == Status.NOT_MODIFIED_304.code();
    ((GuardedContext) context).connection().replyIsBodiless(bodiless);
  }

  @Override
  public void headers(ConnectionContext context, Headers headers) {
    boolean bodiless = ((GuardedContext) context).connection().replyIsBodiless();
    if (bodiless && headers instanceof WritableHeaders<?> writable) {
      writable.remove(HeaderNames.CONTENT_LENGTH);
    }
  }
}
