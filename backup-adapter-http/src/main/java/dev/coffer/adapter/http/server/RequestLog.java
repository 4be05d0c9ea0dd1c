package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.RequestCaller;
import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.domain.access.Actor;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Gives every request an id, in {@code X-Request-Id} and in the log context, and logs one event
 * when its reply was sent or failed, with the system or API key whose secret was right. Also
 * notifies the {@link RequestObserver}. Never logs a header or a query: both can contain secrets.
 */
public final class RequestLog implements Filter {
  public static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");

  private static final Logger LOGGER = LoggerFactory.getLogger(RequestLog.class);
  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();
  private static final int LONGEST_PATH = 512;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private final Supplier<String> ids;
  private final TrustedProxies proxies;
  private final RequestObserver observer;
  private final AtomicBoolean warned = new AtomicBoolean();

  RequestLog(Supplier<String> ids, TrustedProxies proxies, RequestObserver observer) {
    this.ids = ids;
    this.proxies = proxies;
    this.observer = observer;
  }

  /**
   * Returns the id of the request that this thread serves, or a new id if the request has none yet.
   */
  String currentId() {
    return CURRENT.isBound() ? CURRENT.get() : ids.get();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String id = ids.get();
    long start = System.nanoTime();
    response.header(REQUEST_ID, id);
    var notified = new AtomicBoolean();
    response.whenSent(() -> {
      event(id, start, request, response).log("request");
      notifyObserver(notified, request, status(response), start);
    });
    try (var _ = MDC.putCloseable("request_id", id)) {
      ScopedValue.where(CURRENT, id).run(chain::proceed);
      GuardedConnection.current().requireWhole();
    } catch (CloseConnectionException e) {
      event(id, start, request, response)
          .addKeyValue("broken", e.getMessage())
          .log("request broken");
      notifyObserver(notified, request, RequestObserver.Served.BROKEN, start);
      throw e;
    }
  }

  private LoggingEventBuilder event(
      String id, long start, RoutingRequest request, RoutingResponse response) {
    LoggingEventBuilder event =
        event(
            id,
            request.prologue().method().text(),
            request.prologue().uriPath().rawPath(),
            request.headers());
    if (RequestCaller.of(request) instanceof RequestCaller.Recognised(Actor actor)) {
      event = event.addKeyValue(field(actor.kind()), actor.name());
    }
    return event
        .addKeyValue("status", status(response))
        .addKeyValue("bytes", response.bytesWritten())
        .addKeyValue("millis", since(start).toMillis());
  }

  private static String field(Actor.Kind kind) {
    return switch (kind) {
      case SYSTEM -> "system";
      case OPERATOR -> "api_key";
      case COMMAND_LINE, VAULT -> throw new IllegalArgumentException("sends no request: " + kind);
    };
  }

  private static int status(RoutingResponse response) {
    return GuardedConnection.current().answeredLate()
        ? Status.REQUEST_TIMEOUT_408.code()
        : response.status().code();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Notifies the observer once: a connection may break even after its reply was sent. */
  private void notifyObserver(
      AtomicBoolean notified, RoutingRequest request, int status, long start) {
    if (notified.compareAndSet(false, true)) {
      observer.served(
          new RequestObserver.Served(
              known(request.prologue().method().text()),
              RouteTable.pattern(request),
              status,
              RequestCaller.of(request),
              since(start)));
    }
  }

  private static String known(String method) {
    return METHODS.contains(method) ? method : RequestObserver.OTHER;
  }

  /** Logs a reply that bypassed the filters. A reply within the filters is logged there. */
  void refusedEarly(String id, TransportRequest request, Status status, long bytes) {
    if (!CURRENT.isBound()) {
      event(id, request.method(), request.path(), request.headers())
          .addKeyValue("status", status.code())
          .addKeyValue("bytes", bytes)
          .addKeyValue("millis", 0)
          .log("request");
      observer.served(
          new RequestObserver.Served(
              known(request.method()),
              RequestObserver.OTHER,
              status.code(),
              RequestCaller.ANONYMOUS,
              Duration.ZERO));
    }
  }

  private LoggingEventBuilder event(String id, String method, String path, Headers headers) {
    return LOGGER
        .atInfo()
        .addKeyValue("request_id", id)
        .addKeyValue("method", printable(method))
        .addKeyValue("path", printable(path))
        .addKeyValue("remote", remote(headers));
  }

  private String remote(Headers headers) {
    var peer = GuardedConnection.current().context().remotePeer().address();
    TrustedProxies.Client client = proxies.find(peer, headers);
    client.unreadable().ifPresent(this::warnOnce);
    return client.address().getHostAddress();
  }

  /** A proxy that writes one client so writes all of them so. */
  private void warnOnce(String unreadable) {
    if (warned.compareAndSet(false, true)) {
      LOGGER.warn(
          "a trusted proxy forwarded a client as \"{}\", which is no IP address: such requests"
              + " count as the proxy's own. Let it send the address. Reported once",
          printable(unreadable));
    }
  }

  /**
   * Makes a client's method or path safe for one log line. A malformed path may still contain its
   * query.
   */
  private static String printable(String sent) {
    String path = sent.split("\\?", 2)[0];
    String start = path.substring(0, Math.min(path.length(), LONGEST_PATH));
    return UNPRINTABLE.matcher(start).replaceAll("_");
  }
}
