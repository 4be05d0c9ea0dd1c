package dev.coffer.adapter.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.postgres.access.PostgresCallerIndex;
import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.catalog.PostgresFleetIndex;
import dev.coffer.adapter.postgres.copies.PostgresCopyQueue;
import dev.coffer.adapter.postgres.deletion.PostgresDeletionIndex;
import dev.coffer.adapter.postgres.deletion.PostgresPurgeQueue;
import dev.coffer.adapter.postgres.rebuild.PostgresTenantSnapshotIndex;
import dev.coffer.adapter.postgres.retention.PostgresRetentionIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresOrganizationIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresSystemIndex;
import dev.coffer.adapter.postgres.upload.PostgresUnfinishedUploads;
import dev.coffer.adapter.postgres.upload.PostgresUploadLedger;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplanIT {
  private static final Operator EVERYBODY =
      new Operator(UUID.randomUUID(), Role.READER, Optional.empty());
  private static final Authority OF_ALL = Authority.of(EVERYBODY);
  private static final UUID ID = UUID.fromString("01934fab-bc33-7890-a1b2-c3d4e5f6a7b8");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * A statement that a connection keeps may switch to a plan for any values after some ten calls.
   */
  @Test
  void aConnectionKeepsNoStatementThatMayReadAFleet() {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    TestIndex.open(database).close();
    var oneConnection =
        new PostgresConfig(
            database.jdbcUrl(),
            database.user(),
            new Secret(database.password()),
            /* poolSize= */ 1);
    try (HikariDataSource pool = new Sessions(oneConnection, SessionTimeouts.DEFAULT).pool()) {
      var connection = new Database(pool);
      for (int i = 0; i < 12; i++) {
        useAll(connection);
      }

      List<String> kept =
          connection.listing(
              "look at what is kept",
              handle ->
                  handle
                      .createQuery("select statement from pg_prepared_statements")
                      .mapTo(String.class)
                      .list());

      assertThat(kept).anyMatch(statement -> statement.contains("vault.api_key"));
      assertThat(kept)
          .noneMatch(statement -> statement.contains("between $"))
          .noneMatch(statement -> statement.contains("limit $"));
    }
  }

  private static void useAll(Database connection) {
    var fleet = new PostgresFleetIndex(connection);
    new PostgresCallerIndex(connection).operator(List.of());
    fleet.page(
        OF_ALL, new Fleet.Query(FleetFilter.ALL, FleetOrder.NEWEST_FIRST, Optional.empty(), 10));
    fleet.find(OF_ALL, new BackupId(ID));
    new PostgresDeletionIndex(connection).page(OF_ALL, new PageQuery(Optional.empty(), 10));
    var audit = new PostgresAuditLog(connection);
    audit.events(OF_ALL, new AuditEvents.PageQuery(AuditFilter.ALL, Optional.empty(), 10));
    new PostgresOrganizationIndex(connection)
        .list(OF_ALL, new Organizations.PageQuery(Optional.empty(), 10));
    new PostgresSystemIndex(connection)
        .list(
            OF_ALL,
            new Systems.PageQuery(Optional.empty(), Optional.empty(), Optional.empty(), 10));
    var copies = new PostgresCopyQueue(connection);
    copies.claim(ID, CopyQueue.JobKind.FRESH, "test", MINUTE, 10);
    copies.claimScrubs(ID, MINUTE, 10);
    copies.retry(OF_ALL, new BackupId(ID));
    var uploads = new PostgresUploadLedger(connection);
    uploads.claimExpired("test", MINUTE, 10);
    uploads.claimForCleanup(MINUTE, 10);
    new PostgresPurgeQueue(connection).claimDue("test", MINUTE, 10);
    new PostgresRetentionIndex(connection).due(MINUTE, 10);
    new PostgresUnfinishedUploads(connection).claimLeftOver(MINUTE, MINUTE, 10);
    var directories = new PostgresTenantSnapshotIndex(connection);
    directories.due(ID, MINUTE, 10);
    directories.obsolete(ID, MINUTE, 10);
  }
}
