package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Changes all pending copies of a drive when they are more than one statement changes. */
class ManyCopiesIT {

  private static final String FILL =
      """
      insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token, state,
                                filename, extension, media_type, declared_bytes, size_bytes, sha256, number)
      select cast(overlay(overlay(md5(n::text) placing '7' from 13) placing '8' from 17) as uuid),
             s.organization_id, s.id, c.id, 'many/' || n, gen_random_uuid(), 'available', 'a.bin', '.bin',
             'text/plain', 1, 1, sha256('x'), n
        from vault.managed_system s
        join vault.credential c on c.system_id = s.id
       cross join generate_series(1, 20001) n;

      insert into vault.copy (backup_id, drive_id, status, next_attempt_at)
      select b.id, d.id, 'pending', now() from vault.backup b cross join vault.drive d where d.label = 'many';
      """;

  private static final String TRIED_ONCE =
      "select count(*) from vault.copy where attempts = 1 and last_error = 'away'";

  private static final String DUE =
      "select count(*) from vault.copy where next_attempt_at <= clock_timestamp()";

  @Test
  void allPendingCopiesOfADriveFailAndAreRetriedTogether() throws SQLException {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    try (PostgresIndex index = TestIndex.open(database);
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      IndexPorts ports = index.ports();
      Tenant.register(ports);
      UUID drive = ports.drives().known("many", "local", UUID.randomUUID()).drive().id();
      statement.execute(FILL);

      ports.copies().failDue(drive, "away", Durations.Backoff.DEFAULT);
      assertThat(count(statement, TRIED_ONCE)).isEqualTo(20_001);

      ports.copies().retryNow(drive);
      assertThat(count(statement, DUE)).isEqualTo(20_001);
    }
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
