package dev.coffer.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where the embedded index lives.
 *
 * @param dataDirectory PostgreSQL's own directory, made at the first start
 * @param binariesDirectory where PostgreSQL's programs are unpacked, 60 MB for each version; may be
 *     shared by several data directories
 * @param passwordFile holds the password of the database's owner, made at the first start, readable
 *     by the user that runs Coffer alone
 * @param startTimeout how long PostgreSQL may take until it accepts connections, recovery after a
 *     crash included
 * @param settings further PostgreSQL settings by name; those that durability, access and logging
 *     rest on cannot be changed here
 */
public record EmbeddedPostgresConfig(
    Path dataDirectory,
    Path binariesDirectory,
    Path passwordFile,
    Duration startTimeout,
    Map<String, String> settings) {

  /** Enough for recovery of the largest write-ahead log that the settings allow, on a slow disk. */
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(2);

  public EmbeddedPostgresConfig {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
    passwordFile = passwordFile.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
    if (startTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "startTimeout: " + startTimeout + " (expected: at least one second)");
    }
    if (dataDirectory.getParent() == null
        || passwordFile.startsWith(dataDirectory)
        || binariesDirectory.startsWith(dataDirectory)) {
      throw new IllegalArgumentException(
          "dataDirectory: \"%s\" (expected: a folder of its own, without the password file and the programs)"
              .formatted(dataDirectory));
    }
  }

  /**
   * The usual layout under one folder: {@code postgres}, {@code postgres-programs}, {@code
   * postgres.password}.
   */
  public static EmbeddedPostgresConfig under(Path folder) {
    return new EmbeddedPostgresConfig(
        folder.resolve("postgres"),
        folder.resolve("postgres-programs"),
        folder.resolve("postgres.password"),
        DEFAULT_START_TIMEOUT,
        Map.of());
  }

  /** A file next to the data directory whose name starts with the directory's. */
  Path sibling(String suffix) {
    return dataDirectory.resolveSibling(dataDirectory.getFileName() + suffix);
  }
}
