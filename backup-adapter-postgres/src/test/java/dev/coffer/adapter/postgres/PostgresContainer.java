package dev.coffer.adapter.postgres;

import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The one place that knows the library of the containers, so that it loads only where it is used.
 */
final class PostgresContainer {

  static final String IMAGE = "postgres:18";

  private PostgresContainer() {}

  /** Goes with this JVM: the library has a container of its own that sees to it. */
  static TestPostgres.Database start() {
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    // Not the library's own command, which switches fsync off: the index would refuse that.
    container.setCommand("postgres", "-c", "max_connections=200");
    container.start();
    return new TestPostgres.Database(
        container.getJdbcUrl(), container.getUsername(), container.getPassword());
  }
}
