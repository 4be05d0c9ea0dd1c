package dev.coffer.adapter.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.adapter.postgres.access.PostgresCallerIndex;
import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.catalog.PostgresBackupIndex;
import dev.coffer.adapter.postgres.catalog.PostgresFleetIndex;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.postgres.connection.SchemaMigrator;
import dev.coffer.adapter.postgres.connection.ServerCheck;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.adapter.postgres.connection.UnfitServerException;
import dev.coffer.adapter.postgres.copies.PostgresCopyQueue;
import dev.coffer.adapter.postgres.deletion.PostgresDeletionIndex;
import dev.coffer.adapter.postgres.deletion.PostgresErasureIndex;
import dev.coffer.adapter.postgres.deletion.PostgresPurgeQueue;
import dev.coffer.adapter.postgres.drives.PostgresDriveRegistry;
import dev.coffer.adapter.postgres.monitoring.PostgresFleetFacts;
import dev.coffer.adapter.postgres.rebuild.PostgresTenantSnapshotIndex;
import dev.coffer.adapter.postgres.retention.PostgresReferenceClock;
import dev.coffer.adapter.postgres.retention.PostgresRetentionIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresApiKeyIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresCredentialIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresOrganizationIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresSystemIndex;
import dev.coffer.adapter.postgres.upload.PostgresUnfinishedUploads;
import dev.coffer.adapter.postgres.upload.PostgresUploadLedger;
import dev.coffer.adapter.postgres.usage.PostgresUsageIndex;
import dev.coffer.application.IndexPorts;

/**
 * The open index: a pool of connections and the ports on it. Thread-safe. Reconnects by itself
 * after any loss.
 */
public final class PostgresIndex implements AutoCloseable {

  private final HikariDataSource pool;
  private final Database database;

  private PostgresIndex(HikariDataSource pool) {
    this.pool = pool;
    this.database = new Database(pool);
  }

  /**
   * Looks whether the server can keep the index, brings the schema up to date where it is not, and
   * opens the pool.
   *
   * @throws UnfitServerException when the server or the schema is not as it must be
   * @throws dev.coffer.application.drives.StorageUnavailable when the server cannot be reached
   */
  public static PostgresIndex open(PostgresConfig config) {
    return open(config, SessionTimeouts.DEFAULT);
  }

  static PostgresIndex open(PostgresConfig config, SessionTimeouts timeouts) {
    var sessions = new Sessions(config, timeouts);
    migrate(sessions);
    return new PostgresIndex(sessions.pool());
  }

  /**
   * Brings the schema up to date and leaves the server alone again.
   *
   * @return how many migrations were applied
   * @throws UnfitServerException when the server is not as it must be or the role may not do it
   * @throws dev.coffer.application.drives.StorageUnavailable when the server cannot be reached
   */
  public static int migrate(PostgresConfig config) {
    return migrate(new Sessions(config, SessionTimeouts.DEFAULT));
  }

  private static int migrate(Sessions sessions) {
    ServerCheck.run(sessions);
    try (var few = sessions.migrationPool()) {
      return new SchemaMigrator(few, sessions.config().user()).migrate();
    }
  }

  /** What the use cases ask. */
  public IndexPorts ports() {
    return new IndexPorts(
        new PostgresReferenceClock(database),
        new PostgresCallerIndex(database),
        new PostgresBackupIndex(database),
        new PostgresUploadLedger(database),
        new PostgresPurgeQueue(database),
        new PostgresCopyQueue(database),
        new PostgresFleetIndex(database),
        new PostgresFleetFacts(database),
        new PostgresAuditLog(database),
        new PostgresRetentionIndex(database),
        new PostgresDeletionIndex(database),
        new PostgresErasureIndex(database),
        new PostgresTenantSnapshotIndex(database),
        new PostgresUsageIndex(database),
        new PostgresOrganizationIndex(database),
        new PostgresSystemIndex(database),
        new PostgresCredentialIndex(database),
        new PostgresApiKeyIndex(database),
        new PostgresDriveRegistry(database),
        new PostgresUnfinishedUploads(database));
  }

  /**
   * The statement that recognises a system and lists all its backups, for measurements beside the
   * vault. Parameters: {@code :key}, its public key, and {@code :hmacs}, an array of hexadecimal
   * text.
   */
  public static String listStatement() {
    return PostgresBackupIndex.LIST;
  }

  /** Whether the index answers now. */
  public boolean isReachable() {
    return database.isReachable();
  }

  /**
   * Has the pool tell of its connections from now on. To be called at most once.
   *
   * @param registry any that HikariCP knows, such as a {@code MeterRegistry} of Micrometer: by
   *     name, so that this module does not depend on it
   */
  public void meter(Object registry) {
    pool.setMetricRegistry(registry);
  }

  @Override
  public void close() {
    pool.close();
  }
}
