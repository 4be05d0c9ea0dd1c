package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.access.Secret;

/**
 * How to connect to the index.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without credentials; its parameters are
 *     passed to the driver
 * @param user a role that owns the schemas or may use them
 * @param poolSize the largest number of connections, 1 to 1000
 * @param allowsUnsafeDurability whether a server with fsync or full_page_writes off is accepted
 */
public record PostgresConfig(
    String url, String user, Secret password, int poolSize, boolean allowsUnsafeDurability) {

  /**
   * Enough for the statements that two cores can run at once; more would only queue inside
   * PostgreSQL.
   */
  public static final int DEFAULT_POOL_SIZE = 10;

  public PostgresConfig {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "url: \"%s\" (expected: jdbc:postgresql://host:port/database)".formatted(url));
    }
    if (poolSize < 1 || poolSize > 1000) {
      throw new IllegalArgumentException(
          "poolSize: \"%d\" (expected: 1 to 1000)".formatted(poolSize));
    }
  }

  /** Requires a durable server. */
  public PostgresConfig(String url, String user, Secret password, int poolSize) {
    this(url, user, password, poolSize, false);
  }

  /** The URL for messages, without its parameters. */
  String address() {
    return url.replaceFirst("\\?.*", "");
  }
}
