package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.access.Secret;

/**
 * Where the index is.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without credentials; parameters are the
 *     driver's own
 * @param user role that owns or may use the schemas
 * @param poolSize most connections at once, 1 to 1000
 * @param allowsUnsafeDurability whether a server with fsync or full_page_writes off is accepted
 */
public record PostgresConfig(
    String url, String user, Secret password, int poolSize, boolean allowsUnsafeDurability) {

  /** Enough for two cores' worth of statements in flight; more only queues inside PostgreSQL. */
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

  /** On a server that must be durable. */
  public PostgresConfig(String url, String user, Secret password, int poolSize) {
    this(url, user, password, poolSize, false);
  }

  /** The URL for messages, without its parameters. */
  String address() {
    return url.replaceFirst("\\?.*", "");
  }
}
