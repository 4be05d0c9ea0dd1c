package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events are kept in one partition for each month. */
class AuditMonthsIT {

  private static final String OLD_MONTH =
      """
      create table vault.audit_event_2001_01 partition of vault.audit_event
        for values from ('2001-01-01T00:00:00Z') to ('2001-02-01T00:00:00Z')
      """;

  private static final String OLD_MONTH_EXISTS =
      "select to_regclass('vault.audit_event_2001_01') is not null";

  private static final Operator EVERYBODY =
      new Operator(UUID.randomUUID(), Role.READER, Optional.empty());

  private final TestPostgres.Database database = TestIndex.migratedDatabase();
  private final PostgresIndex index = TestIndex.open(database);

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void aNewIndexHasRoomForThisMonthAndTheNextTwo() throws SQLException {
    assertThat(
            number(
                "select count(*) from pg_inherits where inhparent = 'vault.audit_event'::regclass"))
        .isEqualTo(4);

    index.ports().audit().makeRoom();

    assertThat(
            number(
                "select count(*) from pg_inherits where inhparent = 'vault.audit_event'::regclass"))
        .isEqualTo(4);
  }

  @Test
  void anEventWhoseMonthIsMissingIsKeptAndMovesThereLater() throws SQLException {
    Backup backup = Tenant.register(index.ports()).store(10);
    execute("drop table vault.audit_event_" + month());

    index.ports().audit().record(Actor.vault("test"), AuditAction.LINK_MADE, backup.id(), "kept");
    assertThat(number("select count(*) from vault.audit_event_other")).isEqualTo(1);
    index.ports().audit().makeRoom();

    assertThat(number("select count(*) from vault.audit_event_other")).isZero();
    assertThat(number("select count(*) from vault.audit_event_" + month())).isEqualTo(1);
    assertThat(
            index.ports().audit().events(Authority.of(EVERYBODY), AuditEvents.PageQuery.newest(10)))
        .extracting(AuditEvent::detail)
        .containsExactly("kept");
  }

  @Test
  void anOldMonthIsDroppedOnceAPassOnAnotherDayHasFoundItToo() throws SQLException {
    execute(OLD_MONTH);

    for (int i = 0; i < 2; i++) {
      index.ports().audit().makeRoom();
      assertThat(text(OLD_MONTH_EXISTS)).isEqualTo("t");
    }
    execute("update vault.audit_month_due set noticed_at = now() - interval '21 hours'");
    index.ports().audit().makeRoom();

    assertThat(text(OLD_MONTH_EXISTS)).isEqualTo("f");
    assertThat(number("select count(*) from vault.audit_month_due")).isZero();
  }

  @Test
  void aMonthThatAWrongClockFoundOldIsKept() throws SQLException {
    execute(
        """
        insert into vault.audit_month_due (partition, noticed_at)
        values ('audit_event_%s', now() - interval '30 hours')
        """
            .formatted(month()));

    index.ports().audit().makeRoom();

    assertThat(
            number(
                "select count(*) from pg_inherits where inhparent = 'vault.audit_event'::regclass"))
        .isEqualTo(4);
    assertThat(number("select count(*) from vault.audit_month_due")).isZero();
  }

  @Test
  void theNewestEventsAreFoundByAnIndex() throws SQLException {
    execute(
        """
        insert into vault.audit_event (actor_kind, actor, action, organization_id)
        select 'vault', 'test ' || n, 'link_made', gen_random_uuid() from generate_series(1, 5000) n;
        analyze vault.audit_event
        """);

    var values =
        Map.of(
            "max", "100",
            "below_at", "'infinity'",
            "below_id", "'%s'::uuid".formatted(new UUID(-1, -1)),
            "since", "'2001-01-01T00:00:00Z'",
            "system", "'NETH-1'",
            "actor", "'test 7'",
            "action", "'copy_healed'",
            "organization", "'%s'::uuid".formatted(new UUID(1, 1)));
    for (String statement :
        List.of(
            PostgresAuditLog.EVENTS,
            PostgresAuditLog.EVENTS_OF_ORGANIZATION,
            PostgresAuditLog.EVENTS_OF_SYSTEM,
            PostgresAuditLog.EVENTS_BY_ACTOR,
            PostgresAuditLog.EVENTS_OF_ACTION)) {
      for (Plans plans : Plans.values()) {
        try (Connection connection = database.connect()) {
          assertThat(plans.of(connection, statement, values))
              .as("%s: %s", plans, statement)
              .doesNotContain("Seq Scan on audit_event_" + month());
        }
      }
    }
  }

  private String month() throws SQLException {
    return text("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM')");
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
