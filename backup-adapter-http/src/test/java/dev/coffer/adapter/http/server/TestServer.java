package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.adapter.http.reply.RouteTable;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server with a few routes that behave like real ones. */
public final class TestServer implements AutoCloseable {
  /** For tests of closed connections; all others use the longer default limits. */
  public static final RequestLimits SHORT =
      new RequestLimits(
          // Long enough for a handshake even on a very busy machine.
          Duration.ofMillis(1500),
          Duration.ofMillis(500),
          2 * 1024,
          Duration.ofMillis(500),
          Duration.ofHours(6),
          Duration.ofMillis(300),
          1024 * 1024,
          64 * 1024,
          64,
          64,
          4 * 1024,
          16 * 1024,
          Duration.ofSeconds(5));

  /** The number of requests that reached any route. */
  public final AtomicInteger served = new AtomicInteger();

  /** The number of body bytes that a route has read. */
  final AtomicLong received = new AtomicLong();

  /** The events that an observer received. */
  final BlockingQueue<RequestObserver.Served> observed = new LinkedBlockingQueue<>();

  private final AtomicInteger ids = new AtomicInteger();
  private final Channel channel;
  private final HttpServer server;

  public TestServer() {
    this(RequestLimits.DEFAULTS);
  }

  public TestServer(RequestLimits limits) {
    this(limits, Channel.PLAIN);
  }

  public TestServer(RequestLimits limits, Channel channel) {
    this(channel.config(limits), channel);
  }

  public TestServer(HttpConfig config, Channel channel) {
    this.channel = channel;
    server =
        HttpServer.start(
            config,
            HttpErrors.standard(),
            () -> "id-" + ids.incrementAndGet(),
            observed::add,
            this::routes);
  }

  private void routes(HttpRouting.Builder routing) {
    routing.any((_, response) -> {
      served.incrementAndGet();
      response.next();
    });
    routing.register(
        new RouteTable(HttpErrors.standard())
            .get("/hello", (request, response) -> text(request, response, "hello"))
            .get("/ping", (request, response) -> text(request, response, "pong"))
            .get("/items/{id}", (request, response) -> text(request, response, "item"))
            .get("/large", (request, response) -> zeros(request, response, 1L << 30, 1L << 30))
            .get("/short", (request, response) -> zeros(request, response, 200_000, 100_000))
            .get("/nothing", (request, response) -> zeros(request, response, 200_000, 0))
            .get("/broken", (request, response) -> broken(request, response))
            .get("/gone", (_, response) -> response.status(Status.NO_CONTENT_204).send())
            .get(
                "/kept",
                (request, response) -> {
                  response.header("Cache-Control", "max-age=60");
                  text(request, response, "kept");
                })
            .get("/unchanged", TestServer::unchanged)
            .get("/closing", TestServer::closing)
            .post("/upload", this::upload)
            .post("/refused", TestServer::refused));
  }

  private static void text(ServerRequest request, ServerResponse response, String text) {
    ResponseBody.send(request, response, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void zeros(
      ServerRequest request, ServerResponse response, long length, long written) {
    response.header(HeaderNames.ETAG, "\"zeros\"");
    var piece = new byte[50_000];
    ResponseBody.stream(
        request,
        response,
        length,
        out -> {
          for (long left = written; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(left, piece.length));
          }
        });
  }

  private static void broken(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.ETAG, "\"broken\"");
    ResponseBody.stream(
        request,
        response,
        200_000,
        _ -> {
          throw new IOException("drive gone", new java.net.SocketException("reset"));
        });
  }

  private static void unchanged(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.ETAG, "\"one\"");
    ResponseBody.notModified(response);
  }

  private static void closing(ServerRequest request, ServerResponse response) {
    response.header("Connection", "close");
    text(request, response, "bye");
  }

  private void upload(ServerRequest request, ServerResponse response) throws IOException {
    try (InputStream body = request.content().inputStream()) {
      var piece = new byte[8192];
      for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
        received.addAndGet(read);
      }
    }
    text(request, response, "stored");
  }

  private static void refused(ServerRequest request, ServerResponse response) {
    throw new RequestRefused(HttpErrors.ofStatus(Status.UNAUTHORIZED_401));
  }

  public RawClient connect() throws IOException {
    return channel.connect(server.port());
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
