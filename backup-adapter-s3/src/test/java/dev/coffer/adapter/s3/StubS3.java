package dev.coffer.adapter.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * As much of an S3 store as the adapter speaks to, in memory, with faults by script. It checks no
 * signatures: the contracts do, on a real store.
 */
final class StubS3 implements AutoCloseable {

  static final String SECRET = "the-secret-key-of-the-stub";

  private static final String MARKER = "/bucket/" + S3BlobStore.MARKER;

  /** What the adapter asks of one object. */
  enum Operation {
    PUT,
    HEAD,
    GET,
    DELETE,
    LIST_UPLOADS,
    CREATE,
    PART,
    COMPLETE,
    ABORT,
    OTHER
  }

  /** What goes wrong with a request. */
  enum Fault {
    /** It is done, and the connection closed without an answer. */
    DONE_BUT_ANSWER_LOST,
    /** It is done, and answered by 500. */
    DONE_BUT_500,
    /** The body is never read, and no answer comes. */
    HANGS,
    /** It is done, and no answer comes. */
    DONE_BUT_HANGS,
    /** Nothing is done; 503 SlowDown. */
    BUSY,
    /** Nothing is done; 200 with an error in its body. */
    ERROR_IN_200,
    /** Nothing is done; 404 NoSuchUpload. */
    NO_SUCH_UPLOAD,
    /** It is done without keeping user metadata, and the answer is lost. */
    DONE_WITHOUT_METADATA_AND_ANSWER_LOST,
    /** Somebody else's object of that size appears, and the answer is lost. */
    ALIEN_APPEARS,
    /** Nothing is done; 507. */
    FULL,
    /** Nothing is done; 403 RequestTimeTooSkewed. */
    SKEWED,
    /** Half of the body is sent. */
    TRUNCATED
  }

  /** An object, with a token or without any. */
  static final class Stored {

    private final byte[] bytes;
    private final Optional<String> token;

    Stored(byte[] bytes, Optional<String> token) {
      this.bytes = bytes;
      this.token = token;
    }

    byte[] bytes() {
      return bytes;
    }

    Optional<String> token() {
      return token;
    }

    Stored followedBy(byte[] part) {
      byte[] all = Arrays.copyOf(bytes, bytes.length + part.length);
      System.arraycopy(part, 0, all, bytes.length, part.length);
      return new Stored(all, token);
    }
  }

  private record Script(Fault fault, AtomicInteger times) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<Operation, Script> scripts = new ConcurrentHashMap<>();
  private final Map<Operation, AtomicInteger> served = new ConcurrentHashMap<>();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Map<String, Stored> uploads = new ConcurrentHashMap<>();
  private volatile boolean honoursConditions = true;

  StubS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.setExecutor(executor);
    server.start();
  }

  S3Config config(ByteSize multipartAbove) {
    var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    var patience = Duration.ofMillis(500);
    return TestS3.with(
        S3Config.of(endpoint, "us-east-1", "bucket", "key", new Secret(SECRET)),
        false,
        multipartAbove,
        new S3Config.Timeouts(patience, patience, patience, new ByteSize(1 << 20)));
  }

  /** The next requests of this kind go wrong; those for the marker never do. */
  void fault(Operation operation, Fault fault, int times) {
    scripts.put(operation, new Script(fault, new AtomicInteger(times)));
  }

  void ignoreConditions() {
    honoursConditions = false;
  }

  /** As if the bucket was gone. */
  void forgetAll() {
    objects.clear();
  }

  Optional<Stored> object(String key) {
    return Optional.ofNullable(objects.get("/bucket/" + key));
  }

  boolean hasOpenUploads() {
    return !uploads.isEmpty();
  }

  int served(Operation operation) {
    return served.getOrDefault(operation, new AtomicInteger()).get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Operation operation = operation(exchange);
      Optional<Fault> fault = next(operation, exchange);
      if (fault.isEmpty()) {
        answer(exchange, operation, true);
      } else {
        goWrong(exchange, operation, fault.get());
      }
    }
  }

  private static Operation operation(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    return switch (exchange.getRequestMethod()) {
      case "PUT" -> query.contains("partNumber") ? Operation.PART : Operation.PUT;
      case "HEAD" -> Operation.HEAD;
      case "GET" ->
          query.contains("uploads")
              ? Operation.LIST_UPLOADS
              : query.isEmpty() ? Operation.GET : Operation.OTHER;
      case "DELETE" -> query.contains("uploadId") ? Operation.ABORT : Operation.DELETE;
      case "POST" -> query.contains("uploadId") ? Operation.COMPLETE : Operation.CREATE;
      default -> Operation.OTHER;
    };
  }

  private Optional<Fault> next(Operation operation, HttpExchange exchange) {
    if (path(exchange).equals(MARKER)) {
      return Optional.empty();
    }
    served.computeIfAbsent(operation, _ -> new AtomicInteger()).incrementAndGet();
    Script script = scripts.get(operation);
    return script != null && script.times.getAndDecrement() > 0
        ? Optional.of(script.fault)
        : Optional.empty();
  }

  private void goWrong(HttpExchange exchange, Operation operation, Fault fault) throws IOException {
    switch (fault) {
      case DONE_BUT_ANSWER_LOST -> answer(exchange, operation, false);
      case DONE_BUT_500 -> {
        answer(exchange, operation, false);
        error(exchange, 500, "InternalError");
      }
      case HANGS -> hang();
      case DONE_BUT_HANGS -> {
        answer(exchange, operation, false);
        hang();
      }
      case BUSY -> refuse(exchange, 503, "SlowDown");
      case ERROR_IN_200 -> refuse(exchange, 200, "InternalError");
      case NO_SUCH_UPLOAD -> refuse(exchange, 404, "NoSuchUpload");
      case DONE_WITHOUT_METADATA_AND_ANSWER_LOST -> {
        byte[] body = exchange.getRequestBody().readAllBytes();
        objects.put(path(exchange), new Stored(body, Optional.empty()));
      }
      case ALIEN_APPEARS -> {
        int length = exchange.getRequestBody().readAllBytes().length;
        objects.put(path(exchange), new Stored(new byte[length], Optional.empty()));
      }
      case FULL -> refuse(exchange, 507, "XMinioStorageFull");
      case SKEWED -> refuse(exchange, 403, "RequestTimeTooSkewed");
      case TRUNCATED -> {
        byte[] bytes = Objects.requireNonNull(objects.get(path(exchange))).bytes();
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
      }
    }
  }

  private void hang() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, Operation operation, boolean spoken)
      throws IOException {
    String path = path(exchange);
    switch (operation) {
      case PUT -> put(exchange, path, spoken);
      case HEAD, GET -> send(exchange, objects.get(path));
      case DELETE -> {
        objects.remove(path);
        say(exchange, 204, "", spoken);
      }
      case LIST_UPLOADS -> say(exchange, 200, listing(), spoken);
      case CREATE -> {
        uploads.put(path, new Stored(new byte[0], token(exchange)));
        say(
            exchange,
            200,
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId>"
                + "</InitiateMultipartUploadResult>",
            spoken);
      }
      case PART -> part(exchange, path, spoken);
      case COMPLETE -> complete(exchange, path, spoken);
      case ABORT -> {
        uploads.remove(path);
        say(exchange, 204, "", spoken);
      }
      case OTHER -> say(exchange, 200, "<Empty/>", spoken);
    }
  }

  private void put(HttpExchange exchange, String path, boolean spoken) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean onlyNew = exchange.getRequestHeaders().containsKey("If-None-Match");
    if (honoursConditions && onlyNew && objects.containsKey(path)) {
      error(exchange, 412, "PreconditionFailed");
      return;
    }
    objects.put(path, new Stored(body, token(exchange)));
    say(exchange, 200, "", spoken);
  }

  private void part(HttpExchange exchange, String path, boolean spoken) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    uploads.computeIfPresent(path, (_, upload) -> upload.followedBy(body));
    exchange.getResponseHeaders().set("ETag", "\"e1\"");
    say(exchange, 200, "", spoken);
  }

  private void complete(HttpExchange exchange, String path, boolean spoken) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Stored upload = uploads.remove(path);
    if (upload == null) {
      error(exchange, 404, "NoSuchUpload");
      return;
    }
    objects.put(path, upload);
    say(exchange, 200, "<CompleteMultipartUploadResult/>", spoken);
  }

  private String listing() {
    var xml = new StringBuilder("<ListMultipartUploadsResult>");
    uploads
        .keySet()
        .forEach(path ->
            xml.append("<Upload><Key>")
                .append(path.substring("/bucket/".length()))
                .append("</Key><UploadId>u1</UploadId></Upload>"));
    return xml.append("</ListMultipartUploadsResult>").toString();
  }

  private static void send(HttpExchange exchange, @Nullable Stored stored) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (stored == null) {
      if (head) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        error(exchange, 404, "NoSuchKey");
      }
      return;
    }
    stored
        .token()
        .ifPresent(token -> exchange.getResponseHeaders().set(S3Object.TOKEN_HEADER, token));
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", "" + stored.bytes().length);
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, stored.bytes().length);
      exchange.getResponseBody().write(stored.bytes());
    }
  }

  private static Optional<String> token(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(S3Object.TOKEN_HEADER));
  }

  private static String path(HttpExchange exchange) {
    return exchange.getRequestURI().getPath();
  }

  /** Nothing is done: the body is taken and forgotten. */
  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      error(exchange, status, code);
    }
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    say(exchange, status, "<Error><Code>" + code + "</Code></Error>", true);
  }

  private static void say(HttpExchange exchange, int status, String text, boolean spoken)
      throws IOException {
    if (spoken) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    executor.close();
  }
}
