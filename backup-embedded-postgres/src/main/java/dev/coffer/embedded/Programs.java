package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts programs in a plain environment: none of this process's variables, which may hold secrets,
 * reach them.
 */
public final class Programs {

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Programs() {}

  /** Everything the program prints goes to {@code output}, which is overwritten. */
  public static ProcessBuilder builder(List<String> command, Path output) {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    // Not the current folder: the user PostgreSQL runs as may not be able to enter it.
    builder.directory(Path.of("/").toFile());
    var path = System.getenv().getOrDefault("PATH", DEFAULT_PATH);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
    return builder;
  }

  /** False also when the program does not exist. */
  public static boolean succeeds(List<String> command) {
    try {
      return run(builder(command, Path.of("/dev/null"))) == 0;
    } catch (EmbeddedPostgresException absent) {
      return false;
    }
  }

  /** The one line that the program prints; empty when it fails. */
  static Optional<String> line(List<String> command) throws IOException {
    var process = start(builder(command, Path.of("/dev/null")).redirectOutput(Redirect.PIPE));
    try (var reader = process.inputReader(UTF_8)) {
      var line = Optional.ofNullable(reader.readLine());
      return process.waitFor() == 0 ? line : Optional.empty();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  public static int run(ProcessBuilder builder) {
    var process = start(builder);
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw interrupted(e);
    }
  }

  static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded index: cannot run \"" + builder.command().getFirst() + "\": " + e.getMessage(),
          e);
    }
  }

  static EmbeddedPostgresException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EmbeddedPostgresException(
        "embedded index: interrupted while waiting for PostgreSQL", e);
  }
}
