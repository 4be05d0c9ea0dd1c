package dev.coffer.adapter.postgres;

import dev.coffer.domain.Secret;

/** Fresh databases as the index is configured. */
final class TestIndex {

  private TestIndex() {}

  static PostgresConfig config(TestPostgres.Database database) {
    return new PostgresConfig(
        database.jdbcUrl(),
        database.user(),
        new Secret(database.password()),
        PostgresConfig.DEFAULT_POOL_SIZE);
  }
}
