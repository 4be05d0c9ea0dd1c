package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.reply.CommonHeaders;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.SlowUploadReply;
import dev.coffer.adapter.http.tls.ReloadingTls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A listening HTTP/1.1 server: the guard, the request log and the failures around the given routes.
 *
 * <p>Every request passes, from outside to inside: {@link ConnectionGuard}, {@link RequestLog},
 * {@link RequestTarget}, {@link BodyFraming}, {@link SlowUploadReply}, the filters and routes of
 * the contracts.
 */
public final class HttpServer implements AutoCloseable {
  /** Clients that may wait to be accepted; the system has a limit of its own, mostly 4096. */
  private static final int BACKLOG = 4096;

  private final WebServer server;
  private final Optional<ReloadingTls> tls;

  private HttpServer(WebServer server, Optional<ReloadingTls> tls) {
    this.server = server;
    this.tls = tls;
  }

  /**
   * Listens until closed.
   *
   * @param requestIds gives each request an id that is fit for a header; called by many threads
   * @param routes adds the contracts' filters and routes, in the order in which they are to be
   *     asked
   * @throws java.io.UncheckedIOException when a file of TLS cannot be read
   * @throws ListenAddress.CannotListenException when the address or the port cannot be used
   * @throws IllegalArgumentException when those files are not a certificate and its key
   */
  public static HttpServer start(
      HttpConfig config,
      HttpErrors errors,
      Supplier<String> requestIds,
      Consumer<HttpRouting.Builder> routes) {
    return start(config, errors, requestIds, RequestObserver.NOBODY, routes);
  }

  /**
   * As {@link #start(HttpConfig, HttpErrors, Supplier, Consumer)}, notifying an observer of each
   * request.
   */
  public static HttpServer start(
      HttpConfig config,
      HttpErrors errors,
      Supplier<String> requestIds,
      RequestObserver observer,
      Consumer<HttpRouting.Builder> routes) {
    var commonHeaders = new CommonHeaders(config.tls().isPresent());
    Optional<ReloadingTls> tls = config.tls().map(ReloadingTls::open);
    var guard = new ConnectionGuard(config.limits(), tls, commonHeaders);
    var log = new RequestLog(requestIds, config.proxies(), observer);
    var routing =
        HttpRouting.builder()
            .addFilter(guard)
            .addFilter(log)
            .addFilter(new RequestTarget(errors))
            .addFilter(new BodyFraming(errors))
            .addFilter(new SlowUploadReply(errors, commonHeaders));
    errors.register(routing);
    routes.accept(routing);
    routing.any((request, response) -> refuseMethod(errors, request, response));
    RequestLimits limits = config.limits();
    var address = new ListenAddress(config.host(), config.port());
    address.requireFree();
    WebServer server =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            // A second selector would never close idle connections.
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .addConnectionSelector(guard)
            .routing(routing)
            .directHandlers(EarlyErrors.handlers(errors, log, commonHeaders))
            .contentEncoding(new UndecodedBodies())
            .maxTcpConnections(FileDescriptors.bounding(limits.maxConnections()))
            .backlog(BACKLOG)
            .shutdownGracePeriod(limits.shutdownGrace())
            .shutdownHook(false)
            .connectionOptions(options -> options.tcpNoDelay(true))
            // Bodies are written in large pieces already, see ResponseBody.
            .writeBufferSize(0)
            .build();
    server.start();
    if (!server.isRunning()) {
      // It only logs why: somebody was faster since the port was tried.
      throw address.taken();
    }
    return new HttpServer(server, tls);
  }

  /** Of what no path serves; an unknown path with another method is simply not found. */
  private static void refuseMethod(
      HttpErrors errors, ServerRequest request, ServerResponse response) {
    String method = request.prologue().method().text();
    if (method.equals("TRACE") || method.equals("CONNECT")) {
      errors.send(request, response, HttpErrors.METHOD_NOT_SERVED);
    } else {
      response.next();
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Has the certificate and its key read now, and not at the next of their periodic checks. Does
   * nothing where neither has changed, or on plain HTTP.
   */
  public void reloadCertificates() {
    tls.ifPresent(ReloadingTls::reloadIfChanged);
  }

  /**
   * Stops listening and closes idle connections immediately, then waits for requests in progress,
   * at most for {@link RequestLimits#shutdownGrace()}.
   */
  @Override
  public void close() {
    server.stop();
  }
}
