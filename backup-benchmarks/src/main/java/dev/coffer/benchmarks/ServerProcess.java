package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vault in a process of its own, started as {@code ./coffer serve} starts it. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("coffer is ready on http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final long END_SECONDS = 60;

  private final Process process;
  private final int port;
  private final Duration startTime;

  private ServerProcess(Process process, int port, Duration startTime) {
    this.process = process;
    this.port = port;
    this.startTime = startTime;
  }

  /**
   * What to start.
   *
   * @param jar of backup-boot, beside its libraries
   * @param javaOptions of the JVM, besides the one that ./coffer gives
   */
  record Program(Path jar, List<String> javaOptions) {

    Program with(List<String> further) {
      var all = new ArrayList<>(javaOptions);
      all.addAll(further);
      return new Program(jar, all);
    }
  }

  /**
   * Returns when it serves, on any free port.
   *
   * @param data its data directory
   * @param settings variables of the configuration, by name; those of our own process do not count
   */
  static ServerProcess start(Program program, Path data, Map<String, String> settings) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(program.javaOptions());
    command.addAll(
        List.of("-cp", program.jar().toString(), "dev.coffer.boot.Main", "serve", "--port", "0"));
    command.addAll(List.of("--data", data.toString()));
    Path log = data.resolveSibling(data.getFileName() + ".log");
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("COFFER_"));
    builder.environment().putAll(settings);
    try {
      long start = System.nanoTime();
      Process process = builder.start();
      BufferedReader out = process.inputReader(UTF_8);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          var startTime = Duration.ofNanos(System.nanoTime() - start);
          return new ServerProcess(process, Integer.parseInt(ready.group(1)), startTime);
        }
      }
      throw new IllegalStateException("the server did not start:\n" + Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On 127.0.0.1. */
  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** From the start of the process to the line that says it is ready. */
  Duration startTime() {
    return startTime;
  }

  /** VmRSS of the JVM, in MiB; an embedded PostgreSQL is not in it. */
  double residentMebibytes() {
    try {
      Matcher resident =
          RESIDENT.matcher(
              Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
      if (!resident.find()) {
        throw new IllegalStateException("/proc reports no VmRSS");
      }
      return Long.parseLong(resident.group(1)) / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
