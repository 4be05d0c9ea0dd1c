package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retention on a database whose clock somebody moves. */
class RetentionClockIT {

  private static final Authority OPERATOR = Authority.atCommandLine("tester");

  private static final RetentionPolicy A_MONTH =
      new RetentionPolicy(
          0, ByteSize.ZERO, Duration.ofDays(30), RetentionSlots.NONE, Duration.ZERO, 1);

  /** Found before PostgreSQL's own by every statement that does not say whose clock it means. */
  private static final List<String> MOVABLE_CLOCK =
      List.of(
          "create schema moved",
          "create table moved.clock (ahead interval not null)",
          "insert into moved.clock values ('0')",
          """
          create function moved.clock_timestamp() returns timestamptz language sql volatile
            as 'select pg_catalog.clock_timestamp() + ahead from moved.clock'
          """,
          """
          do $$ begin
            execute format('alter database %I set search_path = moved, pg_catalog, public', current_database());
          end $$
          """);

  /** Empty: the functions of the schema are bound to the clock that there is when they are made. */
  private final TestPostgres.Database database = TestPostgres.freshDatabase();

  private final ManualTicker ticker = new ManualTicker();
  private PostgresIndex index;
  private VaultUseCases vault;
  private Tenant tenant;

  @BeforeEach
  void start() throws SQLException {
    for (String statement : MOVABLE_CLOCK) {
      execute(statement);
    }
    index = TestIndex.open(database);
    UUID id = UUID.randomUUID();
    var drive =
        new Drives.Mounted(new Drive(id, "main", "memory"), InMemoryBlobStore.initialised(id));
    vault = TestVault.useCases(index.ports(), new Drives(List.of(drive)), ticker);
    tenant = Tenant.register(index.ports());
    var owner = new OfSystem(tenant.caller().systemId());
    assertThat(index.ports().retention().assign(OPERATOR, owner, A_MONTH)).isTrue();
  }

  @AfterEach
  void stop() {
    index.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void moveClock(long hours) throws SQLException {
    execute("update moved.clock set ahead = ahead + interval '%d hours'".formatted(hours));
  }

  /** For the database and for this process alike, with a pass at the end of each hour. */
  private void hoursGoBy(int hours) throws SQLException {
    for (int i = 0; i < hours; i++) {
      moveClock(1);
      ticker.advance(Duration.ofHours(1));
      vault.run("retention");
    }
  }

  private int listed() {
    return index
        .ports()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups()
        .size();
  }

  @Test
  void twoYearsForthAndBackRemoveNothingUntilAnOperatorHasLooked() throws SQLException {
    tenant.store(10);
    hoursGoBy(1);
    tenant.store(10);
    hoursGoBy(1);

    moveClock(2 * 365 * 24);
    hoursGoBy(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(index.ports().retention().halted()).isPresent();
    moveClock(-2 * 365 * 24);
    hoursGoBy(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(index.ports().retention().halted()).isPresent();

    index.ports().retention().accept(OPERATOR);
    hoursGoBy(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(index.ports().retention().halted()).isEmpty();
  }

  @Test
  void twoYearsBackAndForthRemoveNothingEither() throws SQLException {
    moveClock(3 * 365 * 24);
    tenant.store(10);
    hoursGoBy(1);
    tenant.store(10);
    hoursGoBy(1);

    moveClock(-2 * 365 * 24);
    hoursGoBy(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(index.ports().retention().halted()).isPresent();
    moveClock(2 * 365 * 24);
    hoursGoBy(2);

    assertThat(listed()).isEqualTo(2);
    assertThat(index.ports().retention().halted()).isPresent();
  }

  @Test
  void whoAcceptsLetsGoWhatTheClockSaysIsOld() throws SQLException {
    tenant.store(10);
    hoursGoBy(1);
    tenant.store(10);
    hoursGoBy(1);
    moveClock(2 * 365 * 24);
    hoursGoBy(1);

    index.ports().retention().accept(OPERATOR);
    hoursGoBy(1);

    assertThat(listed()).isEqualTo(1);
  }
}
