package dev.coffer.adapter.postgres;

import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The only class that uses the container library, so that the library is loaded only where it is
 * needed.
 */
final class PostgresContainer {

  static final String IMAGE = "postgres:18";

  private PostgresContainer() {}

  /** The library's own helper container removes it when this JVM ends. */
  static TestPostgres.Database start() {
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    // The library's own command switches fsync off, which the index would refuse.
    container.setCommand("postgres", "-c", "max_connections=200");
    container.start();
    return new TestPostgres.Database(
        container.getJdbcUrl(), container.getUsername(), container.getPassword());
  }
}
