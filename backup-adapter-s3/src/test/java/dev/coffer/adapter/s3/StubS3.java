package dev.coffer.adapter.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.application.Ticker;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * As much of an S3 store as the adapter speaks to, in memory, with faults by script. It checks no
 * signatures: the contracts do, on a real store. For tests of this module and of others.
 */
public final class StubS3 implements AutoCloseable {

  /** What a client waits for: short for a test, long for a machine that does other things too. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  static final String SECRET = "the-secret-key-of-the-stub";

  /** Real time, no pauses: for stores on a stub. */
  public static final Ticker WITHOUT_PAUSES =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {}
      };

  /** What the adapter asks about once: the marker, and whether there may be trailers. */
  private static final Set<String> OWN =
      Set.of("/bucket/" + S3BlobStore.MARKER, "/bucket/" + TrailerProbe.NAME);

  /** What the adapter asks of one object. */
  public enum Operation {
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
  public enum Fault {
    /** It is done, and the connection closed without an answer. */
    DONE_BUT_ANSWER_LOST,
    /** It is done, and answered by 500. */
    DONE_BUT_500,
    /** The body is never read, and no answer comes. */
    HANGS,
    /** It is done, and no answer comes. */
    DONE_BUT_HANGS,
    /** It is done and answered, after longer than any block of bytes is waited for. */
    SLOW,
    /** No answer comes, and what was asked is done when {@link StubS3#doWhatIsLate} is called. */
    DONE_LATE,
    /** Nothing is done; 503 SlowDown. */
    BUSY,
    /** Nothing is done; 500 InternalError. */
    BROKEN,
    /** Nothing is done; 200 with an error in its body. */
    ERROR_IN_200,
    /** Nothing is done; 404 NoSuchUpload. */
    NO_SUCH_UPLOAD,
    /** Nothing is done; 404 NoSuchBucket. */
    NO_SUCH_BUCKET,
    /** It is done without keeping user metadata, and the answer is lost. */
    DONE_WITHOUT_METADATA_AND_ANSWER_LOST,
    /** Somebody else's object of that size appears, and the answer is lost. */
    ALIEN_APPEARS,
    /** Nothing is done; 403 AccessDenied. */
    DENIED,
    /** Nothing is done; 501 NotImplemented. */
    NOT_IMPLEMENTED,
    /** It is done if it can be; 204 in any case. */
    SAYS_YES,
    /** Nothing is done; 507. */
    FULL,
    /** Nothing is done; 403 RequestTimeTooSkewed. */
    SKEWED,
    /** Half of the body is sent. */
    TRUNCATED
  }

  /** An object, with a token or without any. */
  public static final class Stored {

    private final byte[] bytes;
    private final Optional<String> token;

    Stored(byte[] bytes, Optional<String> token) {
      this.bytes = bytes;
      this.token = token;
    }

    public byte[] bytes() {
      return bytes;
    }

    public Optional<String> token() {
      return token;
    }

    Stored followedBy(byte[] part) {
      byte[] all = Arrays.copyOf(bytes, bytes.length + part.length);
      System.arraycopy(part, 0, all, bytes.length, part.length);
      return new Stored(all, token);
    }
  }

  /** A multipart upload on its way to be an object under this path. */
  private record Upload(String path, Stored stored) {}

  private record Script(Fault fault, AtomicInteger before, AtomicInteger times) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<Operation, Script> scripts = new ConcurrentHashMap<>();
  private final Map<Operation, AtomicInteger> served = new ConcurrentHashMap<>();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<Runnable> late = new CopyOnWriteArrayList<>();
  private final Set<String> notImplemented = ConcurrentHashMap.newKeySet();
  private volatile boolean honoursConditions = true;
  private volatile boolean demandsChecksums;
  private volatile boolean knowsChunks = true;

  public StubS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.setExecutor(executor);
    server.start();
  }

  /** Of a client that waits for {@link #TIMEOUT} each time. */
  public S3Config config(ByteSize multipartAbove) {
    var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return TestS3.with(
        S3Config.of(endpoint, "us-east-1", "bucket", "key", new Secret(SECRET)),
        false,
        multipartAbove,
        new S3Config.Timeouts(TIMEOUT, TIMEOUT, TIMEOUT, new ByteSize(1 << 20)));
  }

  /** The next requests of this kind go wrong; those for the marker never do. */
  public void fault(Operation operation, Fault fault, int times) {
    faultAfter(0, operation, fault, times);
  }

  /** As {@link #fault}, after so many of them that go well. */
  public void faultAfter(int before, Operation operation, Fault fault, int times) {
    scripts.put(operation, new Script(fault, new AtomicInteger(before), new AtomicInteger(times)));
  }

  /** Everything goes well from now on. */
  public void heal() {
    scripts.clear();
  }

  /** Puts that nobody waits for any more take effect now. */
  public void doWhatIsLate() {
    late.forEach(Runnable::run);
  }

  void ignoreConditions() {
    honoursConditions = false;
  }

  /** Puts with this header are answered by 501. */
  void hasNotImplemented(String header) {
    notImplemented.add(header);
  }

  /** As a bucket with Object Lock: puts without a checksum are refused. */
  void demandChecksums() {
    demandsChecksums = true;
  }

  /** As a store that has never heard of chunks: it keeps their frames as if they were bytes. */
  void ignoreChunks() {
    knowsChunks = false;
  }

  /** As if the bucket was gone. */
  void forgetAll() {
    objects.clear();
  }

  public Optional<Stored> object(String key) {
    return Optional.ofNullable(objects.get("/bucket/" + key));
  }

  /** Of all objects, the marker of the drive included. */
  public Set<String> keys() {
    return objects.keySet().stream()
        .map(path -> path.substring("/bucket/".length()))
        .collect(Collectors.toSet());
  }

  public boolean hasOpenUploads() {
    return !uploads.isEmpty();
  }

  public int served(Operation operation) {
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
    if (OWN.contains(path(exchange))) {
      return Optional.empty();
    }
    served.computeIfAbsent(operation, _ -> new AtomicInteger()).incrementAndGet();
    Script script = scripts.get(operation);
    return script != null
            && script.before.getAndDecrement() <= 0
            && script.times.getAndDecrement() > 0
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
      case SLOW -> {
        hang(2 * TIMEOUT.toMillis());
        answer(exchange, operation, true);
      }
      case DONE_LATE -> {
        var stored = new Stored(bytes(exchange), token(exchange));
        late.add(() -> objects.put(path(exchange), stored));
        hang();
      }
      case BUSY -> refuse(exchange, 503, "SlowDown");
      case BROKEN -> refuse(exchange, 500, "InternalError");
      case ERROR_IN_200 -> refuse(exchange, 200, "InternalError");
      case NO_SUCH_BUCKET -> refuse(exchange, 404, "NoSuchBucket");
      case NO_SUCH_UPLOAD -> refuse(exchange, 404, "NoSuchUpload");
      case DONE_WITHOUT_METADATA_AND_ANSWER_LOST -> {
        objects.put(path(exchange), new Stored(bytes(exchange), Optional.empty()));
      }
      case ALIEN_APPEARS -> {
        int sent = bytes(exchange).length;
        int length = operation == Operation.COMPLETE ? upload(exchange).stored.bytes.length : sent;
        objects.put(path(exchange), new Stored(new byte[length], Optional.empty()));
      }
      case DENIED -> refuse(exchange, 403, "AccessDenied");
      case NOT_IMPLEMENTED -> refuse(exchange, 501, "NotImplemented");
      case SAYS_YES -> {
        uploads.remove(uploadId(exchange));
        say(exchange, 204, "", true);
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
    hang(Long.MAX_VALUE);
  }

  /** Until the stub is closed, or this time is over. */
  private void hang(long millis) {
    try {
      closing.await(millis, TimeUnit.MILLISECONDS);
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
        if (notImplemented.stream().anyMatch(exchange.getRequestHeaders()::containsKey)) {
          error(exchange, 501, "NotImplemented");
          return;
        }
        String id = "u" + opened.incrementAndGet();
        uploads.put(id, new Upload(path, new Stored(new byte[0], token(exchange))));
        say(
            exchange,
            200,
            "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                .formatted(id),
            spoken);
      }
      case PART -> part(exchange, spoken);
      case COMPLETE -> complete(exchange, spoken);
      case ABORT -> {
        if (uploads.remove(uploadId(exchange)) == null) {
          error(exchange, 404, "NoSuchUpload");
        } else {
          say(exchange, 204, "", spoken);
        }
      }
      case OTHER -> say(exchange, 200, "<Empty/>", spoken);
    }
  }

  private void put(HttpExchange exchange, String path, boolean spoken) throws IOException {
    Optional<byte[]> received = receive(exchange);
    if (received.isEmpty()) {
      return;
    }
    byte[] body = received.get();
    boolean onlyNew = exchange.getRequestHeaders().containsKey("If-None-Match");
    if (honoursConditions && onlyNew && objects.containsKey(path)) {
      error(exchange, 412, "PreconditionFailed");
      return;
    }
    objects.put(path, new Stored(body, token(exchange)));
    say(exchange, 200, "", spoken);
  }

  /** The bytes of a body that is as it was announced; others are refused. */
  private Optional<byte[]> receive(HttpExchange exchange) throws IOException {
    if (notImplemented.stream().anyMatch(exchange.getRequestHeaders()::containsKey)) {
      refuse(exchange, 501, "NotImplemented");
      return Optional.empty();
    }
    byte[] sent = exchange.getRequestBody().readAllBytes();
    if (isChunked(exchange)) {
      byte[] body = unchunked(new ByteArrayInputStream(sent));
      if (!new String(sent, StandardCharsets.ISO_8859_1).endsWith(trailer(body))
          || body.length
              != Integer.parseInt(exchange.getRequestHeaders().getFirst(ChecksummedBody.LENGTH))) {
        error(exchange, 400, "BadDigest");
        return Optional.empty();
      }
      return Optional.of(body);
    }
    Optional<String> checksum =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(S3Request.CHECKSUM));
    if (checksum.isPresent() && !checksum.get().equals(base64(S3Connection.sha256(sent)))) {
      error(exchange, 400, "BadDigest");
      return Optional.empty();
    }
    if (demandsChecksums && checksum.isEmpty()) {
      error(exchange, 400, "InvalidRequest");
      return Optional.empty();
    }
    return Optional.of(sent);
  }

  private boolean isChunked(HttpExchange exchange) {
    return knowsChunks && exchange.getRequestHeaders().containsKey(ChecksummedBody.TRAILER);
  }

  private byte[] bytes(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    return isChunked(exchange) ? unchunked(body) : body.readAllBytes();
  }

  private static String trailer(byte[] body) {
    var crc = new CRC32C();
    crc.update(body);
    byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return "\r\n0\r\n%s:%s\r\n\r\n"
        .formatted(ChecksummedBody.CHECKSUM, Base64.getEncoder().encodeToString(value));
  }

  private static byte[] unchunked(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    for (int chunk = chunkLength(in); chunk > 0; chunk = chunkLength(in)) {
      body.write(in.readNBytes(chunk));
      line(in);
    }
    in.transferTo(OutputStream.nullOutputStream());
    return body.toByteArray();
  }

  private static int chunkLength(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private void part(HttpExchange exchange, boolean spoken) throws IOException {
    Optional<byte[]> received = receive(exchange);
    if (received.isEmpty()) {
      return;
    }
    byte[] body = received.get();
    Upload grown =
        uploads.computeIfPresent(
            uploadId(exchange),
            (_, upload) -> new Upload(upload.path, upload.stored.followedBy(body)));
    if (grown == null) {
      error(exchange, 404, "NoSuchUpload");
      return;
    }
    exchange.getResponseHeaders().set("ETag", "\"e1\"");
    say(exchange, 200, "", spoken);
  }

  private void complete(HttpExchange exchange, boolean spoken) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Upload upload = uploads.remove(uploadId(exchange));
    if (upload == null) {
      error(exchange, 404, "NoSuchUpload");
      return;
    }
    objects.put(upload.path, upload.stored);
    say(exchange, 200, "<CompleteMultipartUploadResult/>", spoken);
  }

  private String listing() {
    var xml = new StringBuilder("<ListMultipartUploadsResult>");
    uploads.forEach((id, upload) ->
        xml.append("<Upload><Key>")
            .append(upload.path.substring("/bucket/".length()))
            .append("</Key><UploadId>")
            .append(id)
            .append("</UploadId></Upload>"));
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

  private Upload upload(HttpExchange exchange) {
    return Objects.requireNonNull(uploads.get(uploadId(exchange)));
  }

  private static String uploadId(HttpExchange exchange) {
    return exchange.getRequestURI().getQuery().replaceFirst(".*uploadId=([^&]*).*", "$1");
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
