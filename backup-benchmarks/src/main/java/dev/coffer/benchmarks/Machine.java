package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/** Where and when figures were measured, without which they mean nothing. */
final class Machine {

  private Machine() {}

  /** Rows of a table: what, and which. */
  static List<List<String>> facts(String postgresVersion, String command, LocalDate date) {
    return List.of(
        List.of(
            "processor",
            "%s, %d cores"
                .formatted(
                    first("/proc/cpuinfo", "model name\\s*: (.+)"),
                    Runtime.getRuntime().availableProcessors())),
        List.of(
            "memory",
            "%.1f GiB"
                .formatted(
                    Long.parseLong(first("/proc/meminfo", "MemTotal:\\s+(\\d+)")) / 1048576.0)),
        List.of("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version")),
        List.of("JDK", System.getProperty("java.vendor") + " " + Runtime.version()),
        List.of("PostgreSQL", postgresVersion + ", fsync and synchronous commit on"),
        List.of(
            "pgbench",
            output("pgbench", "--version").replaceFirst(".*\\) ", "").replaceFirst(" .*", "")),
        List.of("date", date.toString()),
        List.of("commit", output("git", "describe", "--always", "--dirty")),
        List.of("command", "`" + command + "`"));
  }

  private static String first(String file, String pattern) {
    try {
      var found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return found.find() ? found.group(1) : "unknown";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).start();
      return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } catch (IOException _) {
      return "unknown";
    }
  }
}
