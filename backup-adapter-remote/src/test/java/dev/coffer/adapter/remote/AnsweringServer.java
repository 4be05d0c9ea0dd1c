package dev.coffer.adapter.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.application.VaultUrl;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each address as it was told to, and notes what it was asked. */
final class AnsweringServer implements AutoCloseable {

  /** One reply, always the same. */
  record Answer(int status, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  AnsweringServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  void answers(String request, int status, String body) {
    answers(request, status, body, Map.of());
  }

  /**
   * Sets an answer.
   *
   * @param request method, blank, address without its query
   */
  void answers(String request, int status, String body, Map<String, String> headers) {
    answers.put(request, new Answer(status, body, headers));
  }

  /** Method, address with query, key. */
  List<String> asked() {
    return new ArrayList<>(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI address = exchange.getRequestURI();
    String method = exchange.getRequestMethod();
    asked.add(method + " " + address + " " + exchange.getRequestHeaders().getFirst("X-Api-Key"));
    Answer answer =
        answers.getOrDefault(
            method + " " + address.getPath(),
            new Answer(404, "{\"Error\":\"Not Found\"}", Map.of()));
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean isHead = method.equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  RemoteConfig config() {
    return new RemoteConfig(
        new VaultUrl(url()), new Secret("ck1_key"), Optional.empty(), Duration.ofSeconds(5));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
