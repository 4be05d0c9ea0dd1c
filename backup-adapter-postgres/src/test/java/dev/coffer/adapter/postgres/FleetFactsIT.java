package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.monitoring.Figures.DriveFacts;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cases that need days to pass: the test sets the stored times back instead. */
class FleetFactsIT {

  private PostgresIndex index;
  private Connection connection;
  private Tenant tenant;

  @BeforeEach
  void open() throws SQLException {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    index = PostgresIndex.open(TestIndex.config(database));
    connection = database.connect();
    tenant = Tenant.register(index.ports());
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    index.close();
  }

  private Facts facts() {
    return index.ports().facts().facts();
  }

  private void run(String statement, UUID id, Duration age) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.setLong(1, age.toSeconds());
      prepared.setObject(2, id);
      assertThat(prepared.executeUpdate()).isEqualTo(1);
    }
  }

  private void makeOlder(UUID backup, Duration age) throws SQLException {
    run(
        "update vault.backup set received_at = clock_timestamp() - ? * interval '1 second' where id"
            + " = ?",
        backup,
        age);
  }

  @Test
  void everySystemIsCountedInItsAgeRange() throws SQLException {
    List<Duration> bounds = LastSuccesses.BOUNDS;
    Backup backup = tenant.store(10);

    for (int place = 0; place < bounds.size(); place++) {
      makeOlder(backup.id().value(), bounds.get(place).minusSeconds(30));
      assertThat(facts().lastSuccesses().byAge().get(place)).isEqualTo(1);

      makeOlder(backup.id().value(), bounds.get(place).plusSeconds(30));
      assertThat(facts().lastSuccesses().byAge().get(place)).isZero();
      assertThat(facts().lastSuccesses().byAge().get(place + 1)).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsForgottenAfterADay() throws SQLException {
    Attempt attempt = tenant.begin(tenant.intent(10));
    index.ports().uploads().abandon(attempt, "client gone", Duration.ofDays(1));

    makeOlder(attempt.id().value(), Duration.ofHours(23));
    assertThat(facts().failedLastDay()).isEqualTo(1);

    makeOlder(attempt.id().value(), Duration.ofHours(25));
    assertThat(facts().failedLastDay()).isZero();
  }

  private Drive second() {
    Drive second = index.ports().drives().known("second", "memory", UUID.randomUUID()).drive();
    index.ports().drives().arrange(List.of(tenant.driveId(), second.id()));
    return second;
  }

  private DriveFacts factsOf(Drive drive) {
    return facts().drives().stream()
        .filter(found -> found.label().equals(drive.label()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theOldestPendingCopyIsOneThatWasNeverFinished() throws SQLException {
    Drive second = second();
    Backup made = tenant.store(10);
    var job = index.ports().copies().claim(second.id(), JobKind.FRESH, "t", Tenant.LEASE, 1);
    index.ports().copies().finish(job.getFirst(), Tenant.FIRST_SCRUB);
    planCopyEarlier(made, second, Duration.ofDays(9));
    index.ports().backups().markDamaged(job.getFirst().copyId(), "flipped");
    index.ports().copies().claim(second.id(), JobKind.FRESH, "t", Tenant.LEASE, 1);
    assertThat(factsOf(second).running()).isEqualTo(1);
    assertThat(factsOf(second).oldestPending()).isZero();

    planCopyEarlier(tenant.store(10), second, Duration.ofHours(5));
    planCopyEarlier(tenant.store(10), second, Duration.ofHours(7));

    assertThat(factsOf(second).oldestPending())
        .isBetween(Duration.ofHours(7), Duration.ofHours(7).plusMinutes(5));
  }

  private void planCopyEarlier(Backup backup, Drive drive, Duration age) throws SQLException {
    run(
        "update vault.copy set created_at = clock_timestamp() - ? * interval '1 second' where backup_id = ? and drive_id = '%s'"
            .formatted(drive.id()),
        backup.id().value(),
        age);
  }

  @Test
  void aScrubIsOverdueSinceItsFirstCopyWasDue() throws SQLException {
    Drive second = second();
    Backup backup = tenant.store(10);
    index
        .ports()
        .copies()
        .finish(
            index
                .ports()
                .copies()
                .claim(second.id(), JobKind.FRESH, "t", Tenant.LEASE, 1)
                .getFirst(),
            Tenant.FIRST_SCRUB);
    assertThat(factsOf(second).scrubOverdue()).isZero();

    run(
        "update vault.copy set scrub_after = clock_timestamp() - ? * interval '1 second' where backup_id = ? and drive_id = '%s'"
            .formatted(second.id()),
        backup.id().value(),
        Duration.ofHours(3));

    assertThat(factsOf(second).scrubOverdue())
        .isBetween(Duration.ofHours(3), Duration.ofHours(3).plusMinutes(5));
  }
}
