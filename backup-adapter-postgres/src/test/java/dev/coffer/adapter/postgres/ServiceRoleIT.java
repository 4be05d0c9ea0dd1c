package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.connection.SqlStates;
import dev.coffer.adapter.postgres.connection.UnfitServerException;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.index.ApiKeyIndexContract;
import dev.coffer.testkit.index.AuditLogContract;
import dev.coffer.testkit.index.BackupIndexContract;
import dev.coffer.testkit.index.DeletionIndexContract;
import dev.coffer.testkit.index.DriveRegistryContract;
import dev.coffer.testkit.index.ErasureIndexContract;
import dev.coffer.testkit.index.TenantSnapshotIndexContract;
import dev.coffer.testkit.index.TenantsContract;
import dev.coffer.testkit.index.UploadLedgerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Creates the roles of docs/postgresql.md by the statements printed there, and runs the index's
 * contracts as the role that may only read and write rows.
 */
class ServiceRoleIT
    implements UploadLedgerContract,
        BackupIndexContract,
        ApiKeyIndexContract,
        DriveRegistryContract,
        AuditLogContract,
        DeletionIndexContract,
        ErasureIndexContract,
        TenantSnapshotIndexContract,
        TenantsContract {

  private static final Pattern SQL_BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static PrivatePostgres postgres;
  private static TestPostgres.Database owner;
  private static TestPostgres.Database service;
  private static TestPostgres.Database reader;
  private static PostgresIndex index;

  @BeforeAll
  static void followTheGuide() throws IOException, SQLException {
    List<String[]> blocks =
        SQL_BLOCK
            .matcher(Files.readString(Path.of("..", "docs", "postgresql.md")))
            .results()
            .map(block -> block.group(1).strip().split(";\n"))
            .toList();
    assertThat(blocks).hasSize(2);
    postgres = PrivatePostgres.started(Map.of());
    owner = postgres.as("coffer_owner", "change-me-1", "coffer");
    service = postgres.as("coffer_service", "change-me-2", "coffer");
    reader = postgres.as("coffer_reader", "change-me-3", "coffer");

    PrivatePostgres.execute(postgres.superuser(), blocks.getFirst());
    assertThat(PostgresIndex.migrate(PrivatePostgres.config(owner, 2))).isPositive();
    PrivatePostgres.execute(owner, blocks.getLast());
    index = PostgresIndex.open(PrivatePostgres.config(service, 10));
  }

  @AfterAll
  static void stop() throws IOException {
    index.close();
    postgres.close();
  }

  @Override
  public IndexPorts index() {
    return index.ports();
  }

  @Override
  public void serveAgain(SystemId id) {
    TestIndex.serveAgain(service, id);
  }

  @Test
  void migratingAnUpToDateSchemaChangesNothing() {
    assertThat(PostgresIndex.migrate(PrivatePostgres.config(owner, 2))).isZero();
    assertThat(PostgresIndex.migrate(PrivatePostgres.config(service, 2))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table vault.extra (id int)",
        "create table public.extra (id int)",
        "create schema extra",
        "alter table vault.backup add column extra int",
        "drop table vault.copy",
        "truncate vault.copy",
        "delete from vault.flyway_schema_history",
      })
  void theServiceRoleMayNotChangeTheSchema(String statement) {
    assertNotPermitted(service, statement);
  }

  @Test
  void tablesOfLaterVersionsAreServedAndViewsAreRead() throws SQLException {
    PrivatePostgres.execute(
        owner,
        "create table vault.later (id int)",
        "create view catalog.later as select id from vault.later");
    try {
      PrivatePostgres.execute(
          service,
          "insert into vault.later values (1)",
          "update vault.later set id = 2",
          "delete from vault.later");
      PrivatePostgres.execute(reader, "select id from catalog.later");
    } finally {
      PrivatePostgres.execute(owner, "drop view catalog.later", "drop table vault.later");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update vault.audit_event set detail = ''",
        "delete from vault.audit_event",
        "truncate vault.audit_event",
        "delete from vault.audit_event_other",
      })
  void theServiceRoleAddsEventsAndChangesNone(String statement) {
    assertNotPermitted(service, statement);
  }

  /** Even after somebody has granted everything on all tables once more. */
  @Test
  void theServiceRoleChangesNoEventsOfNewMonths() throws SQLException {
    PrivatePostgres.execute(
        owner,
        "grant update, delete on all tables in schema vault to coffer_service",
        "revoke update, delete on vault.flyway_schema_history from coffer_service",
        "do $$ begin execute 'drop table vault.audit_event_'"
            + " || to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM'); end $$");

    index.ports().audit().makeRoom();

    for (String change :
        List.of(
            "delete from vault.audit_event%s where true",
            "update vault.audit_event%s set detail = detail")) {
      assertNotPermitted(service, change.formatted(""));
      assertNotPermitted(
          service,
          "do $$ begin execute replace('%s', '?', to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM')); end $$"
              .formatted(change.formatted("_?")));
    }
  }

  @Test
  void theServiceRoleAddsMonthsForEvents() throws SQLException {
    PrivatePostgres.execute(
        owner,
        "do $$ begin execute 'drop table vault.audit_event_'"
            + " || to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM'); end $$");

    index.ports().audit().makeRoom();

    PrivatePostgres.execute(
        service,
        "do $$ begin execute 'select from vault.audit_event_'"
            + " || to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM'); end $$");
  }

  @Test
  void theReaderSeesTheViewsAndNothingElse() {
    assertThatCode(() ->
            PrivatePostgres.execute(
                reader,
                "select * from catalog.backup",
                "select * from catalog.copy",
                "select * from catalog.drive",
                "select * from catalog.audit_event",
                "select * from catalog.system",
                "select * from catalog.organization"))
        .doesNotThrowAnyException();
    assertNotPermitted(reader, "select id from vault.backup");
    assertNotPermitted(reader, "update catalog.drive set drive = 'x'");
  }

  private static void assertNotPermitted(TestPostgres.Database role, String statement) {
    assertThatThrownBy(() -> PrivatePostgres.execute(role, statement))
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(SqlStates.NOT_PERMITTED);
  }

  @Test
  void theOwnerIsAskedToMigrateAnOutdatedSchema() throws SQLException {
    PrivatePostgres.execute(
        owner,
        "create table public.history as select * from vault.flyway_schema_history",
        "delete from vault.flyway_schema_history where version::int >= 3");
    try {
      assertThatThrownBy(() -> PostgresIndex.open(PrivatePostgres.config(service, 2)))
          .isInstanceOf(UnfitServerException.class)
          .hasMessageContaining("role coffer_service may not change it")
          .hasMessageContaining("coffer index migrate");
    } finally {
      PrivatePostgres.execute(
          owner,
          "delete from vault.flyway_schema_history",
          "insert into vault.flyway_schema_history select * from public.history",
          "drop table public.history");
    }
  }

  @Test
  void theOwnerIsAskedToMigrateAnEmptyDatabase() throws SQLException {
    PrivatePostgres.execute(postgres.superuser(), "create database untouched owner coffer_owner");

    assertThatThrownBy(() ->
            PostgresIndex.open(
                PrivatePostgres.config(
                    postgres.as(service.user(), service.password(), "untouched"), 2)))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("coffer index migrate");
  }

  @Test
  void aMissingGrantIsNamedAndMayBeGivenWhileTheVaultRuns() throws SQLException {
    PrivatePostgres.execute(owner, "revoke insert on vault.organization from coffer_service");
    try {
      assertThatThrownBy(() -> Tenant.register(index.ports()))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("permission denied for table organization");
    } finally {
      PrivatePostgres.execute(owner, "grant insert on vault.organization to coffer_service");
    }

    assertThatCode(() -> Tenant.register(index.ports())).doesNotThrowAnyException();
  }
}
