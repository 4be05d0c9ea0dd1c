package dev.coffer.adapter.http.reply;

import dev.coffer.adapter.http.server.GuardedConnection;
import dev.coffer.adapter.http.server.GuardedContext;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of all replies: browsers must not run the content, guess its type, let other sites
 * use it or cache it. A route that needs a different value sets the header itself.
 *
 * <p>Also removes the {@code Content-Length: 0} that Helidon adds to 204 and 304: the length of a
 * 304 is that of the corresponding 200 (RFC 9110, 8.6), and a cache might believe the zero.
 *
 * <p>This is a listener, because only a listener sees the headers of routes, errors and early
 * refusals after Helidon's last change to them.
 */
public final class CommonHeaders implements Http1ConnectionListener {
  private static final List<Header> INERT =
      List.of(
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; sandbox"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"));

  /** One year, as browsers and scanners recommend. */
  private static final Header HSTS =
      HeaderValues.createCached("Strict-Transport-Security", "max-age=31536000");

  private final List<Header> headers;

  public CommonHeaders(boolean secure) {
    var all = new ArrayList<>(INERT);
    if (secure) {
      all.add(HSTS);
    }
    headers = List.copyOf(all);
  }

  /** Returns the headers for a reply that bypasses Helidon. */
  public List<Header> headers() {
    return headers;
  }

  @Override
  public void status(ConnectionContext context, Status status) {
    boolean bodiless =
        status.code() == Status.NO_CONTENT_204.code()
            || status.code() == Status.NOT_MODIFIED_304.code();
    GuardedConnection connection = ((GuardedContext) context).connection();
    connection.beginReply();
    connection.replyIsBodiless(bodiless);
  }

  @Override
  public void headers(ConnectionContext context, Headers sent) {
    if (sent instanceof WritableHeaders<?> writable) {
      headers.forEach(writable::setIfAbsent);
      if (((GuardedContext) context).connection().replyIsBodiless()) {
        writable.remove(HeaderNames.CONTENT_LENGTH);
      }
    }
  }
}
