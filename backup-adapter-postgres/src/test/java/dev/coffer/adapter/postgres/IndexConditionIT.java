package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.Condition;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a health check reports for a PostgreSQL server that is reachable but cannot be used. */
class IndexConditionIT {

  private static final String NO_ROOM =
      """
      create function no_room() returns %s language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$
      """;

  @Test
  void anIndexThatWorksIsWritable() {
    try (PostgresIndex index = TestIndex.open()) {
      assertThat(index.ports().backups().condition()).isEqualTo(Condition.WRITABLE);
    }
  }

  /** The server ends the statement after 3 s; the client would wait for its answer for 30 s. */
  @Test
  void aLockedTableIsFoundWithinSeconds() throws Exception {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    try (PostgresIndex index = TestIndex.open(database);
        Connection administrator = database.connect();
        Statement statement = administrator.createStatement()) {
      BackupIndex backups = index.ports().backups();
      administrator.setAutoCommit(false);
      statement.execute("lock table vault.backup");

      assertThatThrownBy(backups::condition)
          .isInstanceOf(StorageUnavailable.class)
          .hasStackTraceContaining("canceling statement due to");

      administrator.rollback();
      assertThat(backups.condition()).isEqualTo(Condition.WRITABLE);
    }
  }

  @Test
  void aServerThatBecameAStandbyIsReadOnly() throws Exception {
    try (var postgres = PrivatePostgres.started(Map.of());
        PostgresIndex index =
            PostgresIndex.open(PrivatePostgres.config(postgres.freshDatabase(), 2))) {
      postgres.kill();
      postgres.write("standby.signal", "");
      postgres.restart();

      assertThat(index.ports().backups().condition()).isEqualTo(Condition.READ_ONLY);
    }
  }

  @Test
  void aFullServerIsReportedUntilThereIsRoomAgain() throws Exception {
    try (var postgres = PrivatePostgres.started(Map.of());
        PostgresIndex index = PostgresIndex.open(PrivatePostgres.config(postgres.superuser(), 2))) {
      BackupIndex backups = index.ports().backups();
      PrivatePostgres.execute(
          postgres.superuser(),
          NO_ROOM.formatted("trigger"),
          "create trigger no_room before insert on vault.organization execute function no_room()",
          NO_ROOM.formatted("event_trigger").replace("no_room()", "no_room_for_tables()"),
          "create event trigger no_room on ddl_command_start execute function no_room_for_tables()");
      Condition before = backups.condition();

      assertThatThrownBy(() -> Tenant.register(index.ports()))
          .isInstanceOf(StorageUnavailable.class);
      Condition meanwhile = backups.condition();
      PrivatePostgres.execute(postgres.superuser(), "drop event trigger no_room");

      assertThat(before).isEqualTo(Condition.WRITABLE);
      assertThat(meanwhile).isEqualTo(Condition.FULL);
      assertThat(backups.condition()).isEqualTo(Condition.WRITABLE);
    }
  }
}
