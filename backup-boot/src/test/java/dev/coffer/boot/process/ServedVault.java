package dev.coffer.boot.process;

import dev.coffer.boot.Main;
import dev.coffer.embedded.Signals;
import dev.coffer.embedded.TestPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The vault in a process of its own, as {@code ./coffer serve} runs it, on a data directory that
 * outlives it.
 */
public final class ServedVault implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("coffer is ready on (http://\\S+)");
  private static final Pattern METRICS = Pattern.compile("metrics on (http://\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("password (\\S+)");

  /** What the first start takes on a slow machine, unpacking and initdb included. */
  private static final long START_SECONDS = 120;

  private final Path data;
  private final Process process;
  private final URI base;

  private ServedVault(Path data, Process process, URI base) {
    this.data = data;
    this.process = process;
    this.base = base;
  }

  /** A data directory after a first start with the default configuration, for {@link #start}. */
  public static Path preparedDataIn(Path temporary) throws IOException {
    Path data = emptyDataIn(temporary);
    PreparedVault.copyTo(data);
    return data;
  }

  /**
   * A data directory for {@link #start}, which will be a first start, in a folder that is closed to
   * other users, as /root is.
   */
  public static Path dataIn(Path temporary) throws IOException {
    Path data = emptyDataIn(temporary);
    TestPrograms.shareProgramsWith(data);
    return data;
  }

  /** As {@link #dataIn}, where the vault finds nothing but what it brings along. */
  public static Path emptyDataIn(Path temporary) throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
    return temporary.resolve("coffer-data");
  }

  /** Starts and waits until it says that it is ready. */
  public static ServedVault start(Path data, String... jvmOptions) {
    return start(Main.class, data, Map.of(), jvmOptions);
  }

  /** As {@link #start(Path, String...)}, by a main class, with more of its environment. */
  public static ServedVault start(
      Class<?> main, Path data, Map<String, String> environment, String... jvmOptions) {
    try {
      Process process = launch(main, data, environment, jvmOptions);
      return new ServedVault(data, process, awaitReady(process, log(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first start of all, with nothing that an earlier one prepared. */
  public static ServedVault startUnprepared(Path data, List<String> jvmOptions) throws IOException {
    Process process = launch(CofferProcess.of(Main.class, jvmOptions, words(data)), data, Map.of());
    return new ServedVault(data, process, awaitReady(process, log(data)));
  }

  /** Starts without waiting; what it prints is in {@link #log}. */
  public static Process launch(
      Class<?> main, Path data, Map<String, String> environment, String... jvmOptions)
      throws IOException {
    List<String> options = new ArrayList<>(PreparedVault.quickStart());
    options.add(CofferProcess.SHORT_LIVED);
    // After it, so that a test with many bytes to hash can ask for C2 again.
    options.addAll(List.of(jvmOptions));
    return launch(CofferProcess.of(main, options, words(data)), data, environment);
  }

  private static String[] words(Path data) {
    return new String[] {"serve", "--port", "0", "--data", data.toString()};
  }

  private static Process launch(ProcessBuilder builder, Path data, Map<String, String> environment)
      throws IOException {
    Files.deleteIfExists(log(data));
    builder.redirectOutput(log(data).toFile());
    // What is tested here is not the rate.
    builder.environment().put("COFFER_RATE_LIMIT_PER_MINUTE", "0");
    builder.environment().put("COFFER_RATE_LIMIT_PER_HOUR", "0");
    builder.environment().put("COFFER_LIMITS_UPLOADS_PER_SYSTEM", "0");
    builder.environment().putAll(environment);
    return builder.start();
  }

  public static Path log(Path data) {
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

  public long pid() {
    return process.pid();
  }

  public URI base() {
    return base;
  }

  /** Where its metrics are; it must have been started with an admin listener. */
  public URI metrics() {
    try {
      Matcher metrics = METRICS.matcher(Files.readString(log(data)));
      if (!metrics.find()) {
        throw new AssertionError("no admin listener");
      }
      return URI.create(metrics.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path drive() {
    return data.resolve("drive");
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** How many threads it has, virtual ones too. */
  public long threads() throws IOException, InterruptedException {
    return threadDump().stream().filter(line -> line.startsWith("#")).count();
  }

  /** Whether a thread is in this method, named as in {@code DriveMarker.read}. */
  public boolean hasThreadsIn(String method) throws IOException, InterruptedException {
    return threadDump().stream().anyMatch(line -> line.contains("." + method + "("));
  }

  private List<String> threadDump() throws IOException, InterruptedException {
    Path dump = data.resolveSibling(data.getFileName() + ".threads");
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process command =
        new ProcessBuilder(
                List.of(
                    jcmd.toString(),
                    Long.toString(pid()),
                    "Thread.dump_to_file",
                    "-overwrite",
                    dump.toString()))
            .redirectErrorStream(true)
            .start();
    String printed = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (command.waitFor() != 0) {
      throw new AssertionError("jcmd: " + printed);
    }
    return Files.readAllLines(dump);
  }

  /** Once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL: nothing of the program runs any more. */
  public void kill() {
    process.destroyForcibly();
    waitFor(process, TimeUnit.SECONDS.toMillis(30));
  }

  /** SIGSTOP: stands where it is, with its connections open, until {@link #resume}. */
  public void pause() {
    Signals.send("STOP", pid());
  }

  /** SIGCONT. */
  public void resume() {
    Signals.send("CONT", pid());
  }

  /** SIGTERM; returns whether it was gone within the time. */
  public boolean terminate(long seconds) {
    process.destroy();
    return waitFor(process, TimeUnit.SECONDS.toMillis(seconds));
  }

  @Override
  public void close() {
    // A paused process would see no other signal.
    resume();
    if (!terminate(60)) {
      kill();
    }
  }

  /** The admin key that the first start of a vault has made. */
  public String operatorKey() throws IOException {
    return Files.readString(data.resolve("operator.key")).strip();
  }

  /** The system that the first start of a vault has made. */
  public Appliance firstSystem() {
    try {
      Matcher password = PASSWORD.matcher(Files.readString(data.resolve("first-system.netrc")));
      if (!password.find()) {
        throw new AssertionError("no password in first-system.netrc");
      }
      return new Appliance(base, "first-system", password.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
