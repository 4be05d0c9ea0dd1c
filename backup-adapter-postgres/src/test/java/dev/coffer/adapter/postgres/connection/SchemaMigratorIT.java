package dev.coffer.adapter.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.fixture.Tenant;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the schema itself guarantees, whichever program writes to it. */
class SchemaMigratorIT {

  private TestPostgres.Database database;
  private PostgresIndex index;

  @BeforeEach
  void open() {
    database = TestIndex.migratedDatabase();
    index = PostgresIndex.open(TestIndex.config(database));
  }

  @AfterEach
  void close() {
    index.close();
  }

  /** A view is never set back to an older version: a newer one has added columns to it. */
  @Test
  void anOlderVersionStartsAlongsideANewerOneAndLeavesItsViewsAlone() throws SQLException {
    execute(
        """
        insert into vault.flyway_schema_history
               (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
        select 1000, null, description, type, script, checksum + 1, installed_by, 0, true
          from vault.flyway_schema_history
         where script = 'R__catalog_views.sql'
        union all
        select 1001, '999', 'of a newer version', 'SQL', 'V999__of_a_newer_version.sql', 1, 'somebody', 0, true
        """);

    PostgresIndex.open(TestIndex.config(database)).close();

    assertThat(strings("select max(installed_rank)::text from vault.flyway_schema_history"))
        .containsExactly("1001");
  }

  @Test
  void namesThatWereStoredInAnotherFormAreComposed() throws Exception {
    execute(
        """
        insert into vault.organization (id, name, quota_bytes)
        values (gen_random_uuid(), U&'Zu\\0308rich', 0),
               (gen_random_uuid(), U&'Caf\\00e9', 0),
               ('00000000-0000-0000-0000-0000000000aa', U&'Cafe\\0301', 0)
        """);

    try (var migration =
        SchemaMigrator.class.getResourceAsStream("/db/migration/V027__composed_names.sql")) {
      execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
    }

    assertThat(strings("select name from vault.organization"))
        .contains("Z\u00fcrich", "Caf\u00e9", "Caf\u00e9 00000000-0000-0000-0000-0000000000aa");
  }

  @Test
  void everyTableColumnAndViewIsExplained() throws SQLException {
    List<String> unexplained =
        strings(
            """
            select c.relname || coalesce('.' || a.attname, '')
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_attribute a
                on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')
             where n.nspname in ('vault', 'catalog')
               and c.relkind in ('r', 'p', 'v')
               and not c.relispartition
               and c.relname <> 'flyway_schema_history'
               and (obj_description(c.oid, 'pg_class') is null
                    or (a.attnum is not null and col_description(c.oid, a.attnum) is null))
            """);

    assertThat(unexplained).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update vault.backup set sha256 = null",
        "update vault.backup set size_bytes = size_bytes + 1",
        "update vault.backup set state = 'uploading', size_bytes = null, sha256 = null",
        "update vault.backup set state = 'deleting'",
        "update vault.backup set state = 'failed', size_bytes = null, sha256 = null",
        "update vault.backup set state = 'gone'",
        "update vault.backup set number = 0",
        "update vault.backup set filename = 'a/b'",
        "update vault.backup set extension = '.zip'",
        "update vault.backup set lease_token = gen_random_uuid()",
        "update vault.backup set organization_id = gen_random_uuid()",
        "update vault.copy set path = null",
        "update vault.copy set verified_at = null",
        "update vault.copy set status = 'failed', last_error = null",
        "update vault.copy set status = 'running', attempts = 0",
        "update vault.copy set drive_id = gen_random_uuid()",
        "update vault.organization set used_bytes = -1",
        "update vault.organization set reserved_bytes = -1",
        "update vault.managed_system set reserved_bytes = -1",
        "update vault.managed_system set state = 'asleep'",
        "update vault.managed_system set key = 'a b'",
        "update vault.credential set scopes = array ['everything']",
        "update vault.credential set secret_hmac = 'short'",
        "delete from vault.managed_system",
        "insert into vault.vault (singleton) values (false)",
      })
  void aStateThatMustNotBeIsRefusedByTheSchema(String statement) {
    Tenant.register(index.ports()).store(10);

    assertThatThrownBy(() -> execute(statement))
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .asString()
        .startsWith("23");
  }

  @Test
  void theViewsShowWhatIsStored() throws SQLException {
    Tenant tenant = Tenant.register(index.ports());
    Backup backup = tenant.store(10);

    assertThat(
            strings(
                """
                select b.backup_id || ' ' || b.system || ' ' || b.status || ' ' || b.sha256 || ' ' || c.drive
                  from catalog.backup b
                  join catalog.copy c using (backup_id)
                """))
        .containsExactly(
            "%s %s finished %s contract"
                .formatted(backup.id(), tenant.caller().systemId(), backup.sha256()));
    assertThat(strings("select system from catalog.system"))
        .containsExactly(tenant.caller().systemId().value());
    assertThat(strings("select used_bytes from catalog.organization")).containsExactly("10");
  }

  @Test
  void aListIsOneRangeScanWhateverTheTableHolds() throws SQLException {
    Tenant tenant = Tenant.register(index.ports());
    for (int i = 0; i < 50; i++) {
      Tenant.register(index.ports()).store(10);
    }
    tenant.store(10);
    execute("analyze vault.backup");

    List<String> plan =
        strings(
            """
            set enable_seqscan = off;
            explain select b.id from vault.backup b
             where b.system_id = '%s' and b.state = 'available' order by b.number desc
            """
                .formatted(tenant.caller().systemUuid()));

    assertThat(plan).anyMatch(line -> line.contains("backup_list"));
    assertThat(plan).noneMatch(line -> line.contains("Sort"));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> strings(String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
      // A "set" before the query returns a result of its own, without rows.
      while (statement.getResultSet() == null) {
        statement.getMoreResults();
      }
      ResultSet rows = statement.getResultSet();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }
}
