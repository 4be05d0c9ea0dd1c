package dev.coffer.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.application.port.out.IndexPorts;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * The open index: a pool of connections and the ports on it. Thread-safe. Reconnects by itself
 * after any loss.
 */
public final class PostgresIndex implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration KEEPALIVE = Duration.ofMinutes(1);
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  /**
   * Bounds of every session, on the server's side. synchronous_commit is set for the session
   * because an acknowledged upload must survive the loss of power, whatever the server's default
   * is.
   */
  private static final String SESSION_OPTIONS =
      "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
          + " -c synchronous_commit=on -c timezone=UTC";

  private final HikariDataSource pool;
  private final Database database;

  private PostgresIndex(HikariDataSource pool) {
    this.pool = pool;
    this.database = new Database(Jdbi.create(pool));
  }

  /**
   * Brings the schema up to date and opens the pool.
   *
   * @throws dev.coffer.application.port.out.StorageUnavailable when the server cannot be reached
   */
  public static PostgresIndex open(PostgresConfig config) {
    var pool = new HikariDataSource(poolConfig(config));
    try {
      SchemaMigrator.migrate(pool);
      return new PostgresIndex(pool);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static HikariConfig poolConfig(PostgresConfig config) {
    var hikari = new HikariConfig();
    hikari.setPoolName("index");
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().value());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(CONNECT.toMillis());
    hikari.setKeepaliveTime(KEEPALIVE.toMillis());
    hikari.setMaxLifetime(MAX_LIFETIME.toMillis());
    // The first connection is made by the migration, which says why it failed.
    hikari.setInitializationFailTimeout(-1);
    hikari.addDataSourceProperty("ApplicationName", "coffer");
    // Without these a pool stays blocked for good after an abrupt loss of the server.
    hikari.addDataSourceProperty("connectTimeout", 5);
    hikari.addDataSourceProperty("socketTimeout", 30);
    hikari.addDataSourceProperty("tcpKeepAlive", true);
    hikari.addDataSourceProperty("options", SESSION_OPTIONS);
    return hikari;
  }

  /** What the use cases ask. */
  public IndexPorts ports() {
    return new IndexPorts(
        new PostgresBackupIndex(database),
        new PostgresUploadLedger(database),
        new PostgresPurgeQueue(database),
        new PostgresRegistry(database),
        new PostgresDriveRegistry(database),
        new PostgresUnfinishedUploads(database));
  }

  /** Whether the index answers now. */
  public boolean isReachable() {
    return database.isReachable();
  }

  @Override
  public void close() {
    pool.close();
  }
}
