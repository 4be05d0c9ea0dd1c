package dev.coffer.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The vault in a process of its own, as {@code ./coffer serve} runs it, on a data directory that
 * outlives it; and an appliance that talks to it over HTTP.
 */
final class ServedVault implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("coffer is ready on (http://\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("password (\\S+)");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  /** What the first start takes on a slow machine, unpacking and initdb included. */
  private static final long START_SECONDS = 120;

  private final Path data;
  private final Process process;
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServedVault(Path data, Process process, URI base) {
    this.data = data;
    this.process = process;
    this.base = base;
  }

  /** A folder that the database's user may pass, for {@link #start}. */
  static Path dataIn(Path temporary) throws IOException {
    // JUnit's folder lies right below the one for temporary files, which everybody may pass.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    return temporary.resolve("coffer-data");
  }

  /** Starts and waits until it says that it is ready. */
  static ServedVault start(Path data, String... jvmOptions) {
    return start(data, Map.of(), jvmOptions);
  }

  /** As {@link #start(Path, String...)}, with more of its environment. */
  static ServedVault start(Path data, Map<String, String> environment, String... jvmOptions) {
    try {
      Process process = launch(data, environment, jvmOptions);
      return new ServedVault(data, process, awaitReady(process, log(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts without waiting; what it prints is in {@link #log}. */
  static Process launch(Path data, Map<String, String> environment, String... jvmOptions)
      throws IOException {
    Files.deleteIfExists(log(data));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("serve", "--port", "0", "--data", data.toString()));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(data).toFile());
    // What is tested here is not the rate.
    builder.environment().put("COFFER_RATE_LIMIT_PER_MINUTE", "0");
    builder.environment().put("COFFER_RATE_LIMIT_PER_HOUR", "0");
    builder.environment().put("COFFER_LIMITS_UPLOADS_PER_SYSTEM", "0");
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private static URI awaitReady(Process process, Path log) throws IOException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < giveUp) {
      Matcher ready = READY.matcher(Files.readString(log));
      if (ready.find()) {
        return URI.create(ready.group(1));
      }
      waitFor(process, 50);
    }
    process.destroyForcibly();
    throw new AssertionError("the vault did not become ready:\n" + Files.readString(log));
  }

  private static boolean waitFor(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  long pid() {
    return process.pid();
  }

  URI base() {
    return base;
  }

  Path drive() {
    return data.resolve("drive");
  }

  /** SIGKILL: nothing of the program runs any more. */
  void kill() {
    process.destroyForcibly();
    waitFor(process, TimeUnit.SECONDS.toMillis(30));
  }

  /** SIGTERM; returns whether it was gone within the time. */
  boolean terminate(long seconds) {
    process.destroy();
    return waitFor(process, TimeUnit.SECONDS.toMillis(seconds));
  }

  @Override
  public void close() {
    if (!terminate(60)) {
      kill();
    }
  }

  String authorization() {
    try {
      Matcher password = PASSWORD.matcher(Files.readString(data.resolve("first-system.netrc")));
      if (!password.find()) {
        throw new AssertionError("no password in first-system.netrc");
      }
      String pair = "first-system:" + password.group(1);
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve("/api/systems/backups" + path))
        .header("Authorization", authorization());
  }

  HttpResponse<String> list() throws IOException, InterruptedException {
    return client.send(request("").build(), HttpResponse.BodyHandlers.ofString());
  }

  List<String> listedIds() throws IOException, InterruptedException {
    HttpResponse<String> reply = list();
    if (reply.statusCode() != 200) {
      throw new AssertionError("list: " + reply.statusCode() + " " + reply.body());
    }
    return ID.matcher(reply.body()).results().map(found -> found.group(1)).toList();
  }

  HttpResponse<String> upload(byte[] bytes) throws IOException, InterruptedException {
    return client.send(
        request("").POST(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<InputStream> download(String id) throws IOException, InterruptedException {
    return client.send(request("/" + id).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  static String idOf(HttpResponse<String> reply) {
    Matcher id = ID.matcher(reply.body());
    if (reply.statusCode() != 201 || !id.find()) {
      throw new AssertionError("upload: " + reply.statusCode() + " " + reply.body());
    }
    return id.group(1);
  }

  /** A connection on which an upload of {@code length} bytes was announced. */
  Socket announce(long length) throws IOException {
    var socket = new Socket(base.getHost(), base.getPort());
    socket
        .getOutputStream()
        .write(
            """
            POST /api/systems/backups HTTP/1.1\r
            Host: vault\r
            Authorization: %s\r
            Content-Length: %d\r
            \r
            """
                .formatted(authorization(), length)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
