package dev.coffer.benchmarks;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.domain.access.Secret;
import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * A PostgreSQL of this run alone, with the programs and the durable settings of the embedded index.
 * Servers and pgbench reach it by TCP, as they would reach any other.
 */
final class BenchmarkIndex implements AutoCloseable {

  /** As a DBA would set for such tables on a machine with a few GiB; durability is untouched. */
  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "2GB", "wal_buffers", "64MB", "max_wal_size", "8GB");

  /** Guards nothing: the run is alone with its PostgreSQL and removes it. */
  private static final String PASSWORD = "benchmark";

  private final DataDirectoryLock lock;
  private final EmbeddedPostgres postgres;

  private BenchmarkIndex(DataDirectoryLock lock, EmbeddedPostgres postgres) {
    this.lock = lock;
    this.postgres = postgres;
  }

  /** A database of it, by the name in its URL. */
  record Database(String name, String url, int port, String user, Secret password) {

    Jdbi jdbi() {
      return Jdbi.create(url, user, password.value());
    }
  }

  static BenchmarkIndex start(Path folder) {
    var lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
    EmbeddedPostgresConfig layout = EmbeddedPostgresConfig.under(folder);
    var config =
        new EmbeddedPostgresConfig(
            layout.dataDirectory(),
            layout.binariesDirectory(),
            layout.passwordFile(),
            layout.startTimeout(),
            SETTINGS);
    return new BenchmarkIndex(lock, EmbeddedPostgres.start(config, lock, () -> PASSWORD));
  }

  /** A fresh database with the schema of the vault. */
  Database database(String name) {
    Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
        .useHandle(handle -> handle.execute("create database " + name));
    var database =
        new Database(
            name,
            postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + name),
            postgres.port(),
            postgres.user(),
            new Secret(postgres.password()));
    PostgresIndex.migrate(
        new PostgresConfig(database.url(), database.user(), database.password(), 1));
    return database;
  }

  String version() {
    return Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
        .withHandle(handle -> handle.createQuery("show server_version").mapTo(String.class).one());
  }

  @Override
  public void close() {
    postgres.close();
    lock.close();
  }
}
