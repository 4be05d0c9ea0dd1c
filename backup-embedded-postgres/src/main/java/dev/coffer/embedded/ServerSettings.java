package dev.coffer.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL settings of the embedded index. */
final class ServerSettings {

  /**
   * Given on the command line at every start, which neither postgresql.conf nor ALTER SYSTEM can
   * override: what durability, access and the bounds of the log rest on. The log keeps one file for
   * each day of the week; terse and without statements, since those may carry secrets. Passwords of
   * roles that a DBA adds are hashed as often as usual.
   */
  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("listen_addresses", IndexConnection.HOST),
          Map.entry("unix_socket_directories", ""),
          Map.entry("logging_collector", "on"),
          Map.entry("log_destination", "stderr"),
          Map.entry("log_directory", PostgresLogs.FOLDER),
          Map.entry("log_filename", "postgresql-%a.log"),
          Map.entry("log_truncate_on_rotation", "on"),
          Map.entry("log_rotation_age", "1d"),
          Map.entry("log_rotation_size", "0"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("log_statement", "none"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"),
          Map.entry("scram_iterations", "4096"));

  /** Written to postgresql.conf when the directory is made; a DBA may change them there. */
  private static final Map<String, String> INITIAL =
      Map.of(
          "shared_buffers", "64MB",
          "max_connections", "60",
          "max_wal_size", "512MB",
          "timezone", "UTC",
          "log_timezone", "UTC");

  /**
   * Rounds of hashing make a guessed password costly. The owner's is 256 random bits that nobody
   * guesses, and each of the vault's connections would pay for them.
   */
  private static final Map<String, String> WHILE_INITDB_RUNS = Map.of("scram_iterations", "1");

  private ServerSettings() {}

  static List<String> forInitdb() {
    var settings = new LinkedHashMap<>(INITIAL);
    settings.putAll(WHILE_INITDB_RUNS);
    return arguments("--set", settings);
  }

  /** The fixed ones come last, so that they win. */
  static List<String> forServer(Map<String, String> further, int port) {
    var settings = new LinkedHashMap<>(further);
    settings.putAll(FIXED);
    settings.put("port", Integer.toString(port));
    return arguments("-c", settings);
  }

  private static List<String> arguments(String option, Map<String, String> settings) {
    var arguments = new ArrayList<String>();
    settings.forEach((name, value) -> {
      arguments.add(option);
      arguments.add(name + "=" + value);
    });
    return arguments;
  }
}
