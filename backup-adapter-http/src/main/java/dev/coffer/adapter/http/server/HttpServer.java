package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.ForwardedClients;
import dev.coffer.adapter.http.listen.AcceptedSockets;
import dev.coffer.adapter.http.listen.FileDescriptors;
import dev.coffer.adapter.http.listen.ListenAddress;
import dev.coffer.adapter.http.reply.CommonHeaders;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.SlowUploadReply;
import dev.coffer.adapter.http.tls.ReloadingTls;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A listening HTTP/1.1 server: the connection guard, the request log and the error handling around
 * the given routes.
 *
 * <p>Every request passes, from the outside to the inside: {@link ConnectionGuard}, {@link
 * RequestLog}, {@link RequestTarget}, {@link BodyFraming}, {@link ForwardedClients}, {@link
 * SlowUploadReply}, and the filters and routes of the contracts.
 */
public final class HttpServer implements AutoCloseable {
  /**
   * How many clients may wait to be accepted. The operating system has its own limit, mostly 4096.
   */
  private static final int BACKLOG = 4096;

  private final WebServer server;
  private final Optional<ReloadingTls> tls;

  private HttpServer(WebServer server, Optional<ReloadingTls> tls) {
    this.server = server;
    this.tls = tls;
  }

  /**
   * Starts a server, which listens until it is closed.
   *
   * @param requestIds generates an id for each request that is valid in a header; called by many
   *     threads
   * @param routes adds the contracts' filters and routes, in the order in which they are tried
   * @throws java.io.UncheckedIOException when a TLS file cannot be read
   * @throws ListenAddress.CannotListenException when the address or the port cannot be used
   * @throws IllegalArgumentException when the TLS files are not a certificate and its key
   */
  public static HttpServer start(
      HttpConfig config,
      HttpErrors errors,
      Supplier<String> requestIds,
      Consumer<HttpRouting.Builder> routes) {
    return start(config, errors, requestIds, RequestObserver.NOBODY, routes);
  }

  /**
   * Does the same as {@link #start(HttpConfig, HttpErrors, Supplier, Consumer)}, and notifies an
   * observer of each request.
   */
  public static HttpServer start(
      HttpConfig config,
      HttpErrors errors,
      Supplier<String> requestIds,
      RequestObserver observer,
      Consumer<HttpRouting.Builder> routes) {
    var commonHeaders = new CommonHeaders(config.tls().isPresent());
    Optional<ReloadingTls> tls = config.tls().map(ReloadingTls::open);
    RequestLimits limits =
        config.limits().withAtMost(FileDescriptors.bounding(config.limits().maxConnections()));
    var sockets = new AcceptedSockets();
    var guard = new ConnectionGuard(limits, config.proxies(), sockets, tls, commonHeaders);
    var log = new RequestLog(requestIds, config.proxies(), observer);
    var routing =
        HttpRouting.builder()
            .addFilter(guard)
            .addFilter(log)
            .addFilter(requiringTls(tls.isPresent(), errors))
            .addFilter(new RequestTarget(errors))
            .addFilter(new BodyFraming(errors))
            .addFilter(new ForwardedClients(config.proxies(), limits.maxPerAddress()))
            .addFilter(new SlowUploadReply(errors, commonHeaders));
    errors.register(routing);
    routes.accept(routing);
    routing.any((request, response) -> refuseMethod(errors, request, response));
    var address = new ListenAddress(config.host(), config.port());
    address.requireFree();
    WebServer server =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            // Not discovered: a second selector would never close idle connections.
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .addConnectionSelector(guard)
            .routing(routing)
            .directHandlers(EarlyErrors.handlers(errors, log, commonHeaders))
            .contentEncoding(new UndecodedBodies())
            .maxTcpConnections(limits.maxConnections())
            .backlog(BACKLOG)
            .shutdownGracePeriod(limits.shutdownGrace())
            .shutdownHook(false)
            .connectionOptions(
                sockets.remembering(SocketOptions.builder().tcpNoDelay(true).build()))
            // No buffer: bodies are already written in large pieces, see ResponseBody.
            .writeBufferSize(0)
            .build();
    server.start();
    if (!server.isRunning()) {
      // Helidon only logs the reason: another process took the port after it was tried.
      throw address.portInUse();
    }
    return new HttpServer(server, tls);
  }

  /**
   * Refuses methods that no path serves. With any other method, an unknown path is simply not
   * found.
   */
  private static void refuseMethod(
      HttpErrors errors, ServerRequest request, ServerResponse response) {
    String method = request.prologue().method().text();
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      errors.send(request, response, HttpErrors.METHOD_NOT_SERVED);
    } else {
      response.next();
    }
  }

  /** Refuses plain HTTP on a port of TLS, which {@link TlsTransport} lets through for this. */
  private static Filter requiringTls(boolean tls, HttpErrors errors) {
    return (chain, request, response) -> {
      if (tls && !request.isSecure()) {
        errors.send(request, response, HttpErrors.TLS_REQUIRED);
      } else {
        chain.proceed();
      }
    };
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Reads the certificate and its key now, instead of at the next periodic check. Does nothing if
   * neither has changed, or on plain HTTP.
   */
  public void reloadCertificates() {
    tls.ifPresent(ReloadingTls::reloadIfChanged);
  }

  /**
   * Stops listening and closes idle connections immediately, then waits for requests in progress
   * for at most {@link RequestLimits#shutdownGrace()}.
   */
  @Override
  public void close() {
    server.stop();
  }
}
