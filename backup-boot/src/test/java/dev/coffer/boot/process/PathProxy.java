package dev.coffer.boot.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A reverse proxy that serves a vault under a path of its own, and nothing else. */
public final class PathProxy implements AutoCloseable {

  private static final String PATH = "/backup/vault";
  private static final List<String> REQUEST_HEADERS = List.of("X-Api-Key", "Range");
  private static final List<String> REPLY_HEADERS =
      List.of(
          "Link", "Content-Type", "Content-Disposition", "Content-Range", "Repr-Digest", "ETag");

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI vault;

  private PathProxy(HttpServer server, URI vault) {
    this.server = server;
    this.vault = vault;
  }

  public static PathProxy before(URI vault) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var proxy = new PathProxy(HttpServer.create(address, 0), vault);
    proxy.server.createContext(PATH + "/", proxy::forward);
    proxy.server.start();
    return proxy;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  private void forward(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString().substring(PATH.length());
    var request =
        HttpRequest.newBuilder(vault.resolve(target))
            .method(exchange.getRequestMethod(), BodyPublishers.noBody());
    for (String header : REQUEST_HEADERS) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try (exchange) {
      HttpResponse<InputStream> reply = client.send(request.build(), BodyHandlers.ofInputStream());
      reply
          .headers()
          .map()
          .forEach((name, values) -> {
            if (REPLY_HEADERS.stream().anyMatch(name::equalsIgnoreCase)) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      long length = reply.headers().firstValueAsLong("Content-Length").orElse(0);
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      if (isHead) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
      }
      exchange.sendResponseHeaders(reply.statusCode(), isHead || length == 0 ? -1 : length);
      try (InputStream body = reply.body()) {
        body.transferTo(exchange.getResponseBody());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
