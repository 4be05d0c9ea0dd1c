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
 * The open index: a pool of connections and the ports that use it. Reconnects automatically after
 * any loss of the connection. Thread-safe.
 */
public final class PostgresIndex implements AutoCloseable {

  private final HikariDataSource pool;
  private final Database database;

  private PostgresIndex(HikariDataSource pool) {
    this.pool = pool;
    this.database = new Database(pool);
  }

  /**
   * Checks that the server can keep the index, brings the schema up to date if needed, and opens
   * the pool.
   *
   * @throws UnfitServerException if the server or the schema does not meet the requirements
   * @throws dev.coffer.application.drives.StorageUnavailable if the server cannot be reached
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
   * Brings the schema up to date and closes its connections.
   *
   * @return the number of migrations applied
   * @throws UnfitServerException if the server does not meet the requirements, or the role may not
   *     change the schema
   * @throws dev.coffer.application.drives.StorageUnavailable if the server cannot be reached
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

  /** The ports that the use cases call. */
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
   * The statement that recognises a system and lists all its backups, for benchmarks. Parameters:
   * {@code :key}, the system's public key, and {@code :hmacs}, an array of hexadecimal text.
   */
  public static String listStatement() {
    return PostgresBackupIndex.LIST;
  }

  /**
   * Makes the pool publish metrics from now on. Call it at most once.
   *
   * @param registry any registry that HikariCP supports, such as a {@code MeterRegistry} of
   *     Micrometer. HikariCP recognises it by its class name, so this module does not depend on
   *     Micrometer.
   */
  public void meter(Object registry) {
    pool.setMetricRegistry(registry);
  }

  @Override
  public void close() {
    pool.close();
  }
}
