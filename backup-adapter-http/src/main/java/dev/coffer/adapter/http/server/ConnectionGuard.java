package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.listen.AcceptedSockets;
import dev.coffer.adapter.http.reply.CommonHeaders;
import dev.coffer.adapter.http.tls.ReloadingTls;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Protects Helidon's HTTP/1.1 from slow and hostile clients. Observed on 4.3.4 with raw sockets:
 *
 * <ul>
 *   <li>Helidon times out only idle connections, never one that stalls in its headers, in a body or
 *       in reading its reply. Here, every phase has a deadline or a minimum rate.
 *   <li>Helidon writes {@code Connection: close} but does not act on it, so the rest of a refused
 *       body is parsed as requests. Here, no request follows a reply that closes.
 *   <li>A server that shuts down closes a connection after its reply without announcing it, so a
 *       client's next request on it fails. Here, that reply announces the close.
 *   <li>An early refusal first drains the whole body, or is destroyed by a reset. Here, a small
 *       remainder is drained, and a large one ends the connection after a short linger, in which
 *       the client already sees the end.
 *   <li>At its limit of connections, Helidon accepts nobody until one of them ends. Here, the
 *       connection that has rested longest is closed before, see {@link OpenConnections}.
 * </ul>
 *
 * <p>The only connection selector of its listener, and that listener's outermost filter.
 */
final class ConnectionGuard implements ServerConnectionSelector, Filter {
  /** Finds the option anywhere in the list of {@code Connection}. */
  private static final Pattern CLOSE =
      Pattern.compile("(^|,)\\s*close\\s*(,|$)", Pattern.CASE_INSENSITIVE);

  private final RequestLimits limits;
  private final AcceptedSockets sockets;
  private final Optional<ReloadingTls> tls;
  private final Http1ConnectionSelector http1;
  private final OpenConnections open;
  private final ConnectionWatchdog watchdog;

  /**
   * Makes a guard for one listener.
   *
   * @param proxies whose connections have no limit of their own
   * @param tls for new connections; empty on plain HTTP
   * @param commonHeaders is the last to see the headers of each reply
   */
  ConnectionGuard(
      RequestLimits limits,
      TrustedProxies proxies,
      AcceptedSockets sockets,
      Optional<ReloadingTls> tls,
      CommonHeaders commonHeaders) {
    this.limits = limits;
    this.sockets = sockets;
    this.open = new OpenConnections(limits, proxies);
    this.watchdog = new ConnectionWatchdog(open);
    this.tls = tls;
    this.http1 =
        Http1ConnectionSelector.builder().config(http1Config(limits, commonHeaders)).build();
  }

  private static Http1Config http1Config(RequestLimits limits, CommonHeaders commonHeaders) {
    return Http1Config.builder()
        .maxPrologueLength(limits.maxRequestLineBytes())
        .maxHeadersSize(limits.maxHeaderBytes())
        .validateResponseHeaders(true)
        // Helidon's own listeners would log every header, Authorization included.
        .receiveLog(false)
        .sendLog(false)
        .addReceiveListener(new PhaseListener())
        .addSendListener(commonHeaders)
        .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return Set.of("http/1.1");
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    var socket =
        new MeteredSocket(
            context.serverSocket(), context.dataWriter(), limits, endOfWriting(context));
    Transport transport =
        tls.<Transport>map(current -> new TlsTransport(current.context(), socket))
            .orElseGet(() -> new Transport.Plain(socket));
    return new GuardedConnection(context, socket, transport, limits, http1, open);
  }

  private Runnable endOfWriting(ConnectionContext context) {
    return sockets
        .take(context)
        .<Runnable>map(socket -> () -> shutDownOutput(socket))
        .orElse(() -> {});
  }

  private static void shutDownOutput(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    GuardedConnection connection = GuardedConnection.current();
    response.beforeSend(() -> {
      boolean leftUnread = unread(request) && !worthDraining(request);
      if (leftUnread
          || connection.isEnding()
          || asksToClose(request.headers())
          || asksToClose(response.headers())) {
        response.headers().set(HeaderValues.CONNECTION_CLOSE);
        connection.closeAfterReply(leftUnread);
      }
    });
    try {
      chain.proceed();
      if (!connection.leavesBodyUnread()) {
        drain(request);
      }
    } catch (RuntimeException | Error e) {
      connection.replyBroke();
      throw e;
    } finally {
      connection.requestEnded();
    }
  }

  private static boolean unread(ServerRequest request) {
    return isOfDoubtfulLength(request) || !request.content().consumed();
  }

  /** Helidon would take an empty {@code Content-Length} for the sign of a chunked body. */
  private static boolean isOfDoubtfulLength(ServerRequest request) {
    return BodyFraming.violation(request.headers()).isPresent();
  }

  private boolean worthDraining(ServerRequest request) {
    Headers headers = request.headers();
    // It is unknown whether a refused client that requested "100 Continue" still sends its body.
    return !headers.contains(HeaderNames.EXPECT)
        && !isOfDoubtfulLength(request)
        && headers.contentLength().orElse(Long.MAX_VALUE) <= limits.leftoverBytes();
  }

  private static boolean asksToClose(Headers headers) {
    return headers.all(HeaderNames.CONNECTION, List::of).stream()
        .anyMatch(value -> CLOSE.matcher(value).find());
  }

  private static void drain(ServerRequest request) {
    try {
      request.content().consume();
    } catch (InsufficientDataAvailableException e) {
      throw new CloseConnectionException("client closed within an unread body", e);
    }
  }

  @Override
  public void afterStart(WebServer server) {
    watchdog.start();
    tls.ifPresent(ReloadingTls::start);
  }

  @Override
  public void afterStop() {
    watchdog.stop();
    tls.ifPresent(ReloadingTls::stop);
  }

  private static final class PhaseListener implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      ((GuardedContext) context).connection().headBegun();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ((GuardedContext) context).connection().requestBegun();
    }
  }
}
