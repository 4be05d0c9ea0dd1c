package dev.coffer.adapter.postgres;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.domain.access.Secret;

/** Fresh databases as the index is configured. */
public final class TestIndex {

  private TestIndex() {}

  /** The index on a database that nobody else has. */
  public static PostgresIndex open() {
    return open(TestPostgres.freshDatabase());
  }

  /** The index on this one. */
  public static PostgresIndex open(TestPostgres.Database database) {
    return PostgresIndex.open(config(database));
  }

  public static PostgresConfig config(TestPostgres.Database database) {
    return new PostgresConfig(
        database.jdbcUrl(),
        database.user(),
        new Secret(database.password()),
        PostgresConfig.DEFAULT_POOL_SIZE);
  }
}
