package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.deletion.PostgresDeletionIndex;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.UploadLedger.Begun;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.UsageDrift;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Deletion, ownership and usage counters under many simultaneous calls, and after manual changes.
 */
class DeletionAndOwnershipIT {

  private static final Actor ACTOR = new Actor(Actor.Kind.COMMAND_LINE, "tester");
  private static final Authority AUTHORITY = new Authority(ACTOR, Optional.empty());

  private static TestPostgres.Database database;
  private static PostgresIndex index;
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    database = TestIndex.migratedDatabase();
    index = PostgresIndex.open(TestIndex.config(database));
    connection = database.connect();
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    index.close();
  }

  private static IndexPorts ports() {
    return index.ports();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String only(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Runs the work in this many threads, which begin at the same time. */
  private static void atOnce(int threads, Runnable work) throws InterruptedException {
    var start = new CountDownLatch(1);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.startVirtualThread(() -> {
            try {
              start.await();
              work.run();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }));
    }
    start.countDown();
    for (Thread thread : running) {
      thread.join();
    }
  }

  private static void upload(Tenant tenant) {
    try {
      if (ports().uploads().begin(tenant.intent(10), UploadAllowance.UNLIMITED)
          instanceof Begun(var attempt)) {
        ports().uploads().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB);
      }
    } catch (StorageUnavailable e) {
      // Too many calls at once. The test checks that such a failure leaves the counters right.
    }
  }

  @Test
  void ownersChangeDuringManyUploadsAndEveryByteCountsOnce() throws Exception {
    Tenant system = Tenant.register(ports());
    Tenant first = Tenant.register(ports(), new ByteSize(700), ByteSize.ZERO);
    Tenant second = Tenant.register(ports(), new ByteSize(700), ByteSize.ZERO);
    var turn = new AtomicInteger();
    var moved = new AtomicInteger();

    atOnce(
        200,
        () -> {
          int mine = turn.getAndIncrement();
          if (mine % 10 == 0) {
            Tenant owner = mine % 20 == 0 ? first : second;
            try {
              if (ports()
                      .systems()
                      .reassign(
                          Authority.atCommandLine("tester"),
                          system.caller().systemId(),
                          owner.organization().name())
                  instanceof Systems.Reassigned) {
                moved.incrementAndGet();
              }
            } catch (StorageUnavailable e) {
              // As in upload.
            }
          } else {
            upload(system);
          }
        });

    assertThat(moved.get()).isPositive();
    assertThat(ports().usage().drifts())
        .extracting(UsageDrift::owner)
        .doesNotContain(
            system.caller().systemId().value(),
            system.organization().name(),
            first.organization().name(),
            second.organization().name());
    for (Tenant owner : List.of(first, second)) {
      assertThat(
              owner.organizationNow().used().bytes() + owner.organizationNow().reserved().bytes())
          .isLessThanOrEqualTo(700);
    }
    assertThat(
            system.organizationNow().used().bytes()
                + first.organizationNow().used().bytes()
                + second.organizationNow().used().bytes())
        .isPositive();
  }

  @Test
  void eitherAPurgeOrASimultaneousUndeleteWins() throws Exception {
    Tenant tenant = Tenant.register(ports());
    for (int round = 0; round < 20; round++) {
      Backup backup = tenant.store(10);
      tenant.delete(ACTOR, backup.ref(), Duration.ofMillis(round * 2L));
      var undeleted = new AtomicInteger();
      var purged = new AtomicInteger();
      var turn = new AtomicInteger();

      atOnce(
          2,
          () -> {
            if (turn.getAndIncrement() == 0) {
              if (ports().deletions().undelete(AUTHORITY, backup.id())
                  instanceof Deletions.Undeleted) {
                undeleted.incrementAndGet();
              }
            } else {
              purged.addAndGet(purge(backup.id()));
            }
          });
      purged.addAndGet(undeleted.get() == 0 ? purgeUntilGone(backup.id()) - purged.get() : 0);

      assertThat(undeleted.get() + purged.get()).as("round %d", round).isEqualTo(1);
      assertThat(
              only(
                  "select count(*) from vault.tombstone where backup_id = '%s'"
                      .formatted(backup.id())))
          .isEqualTo(undeleted.get() == 1 ? "0" : "1");
    }
    assertThat(ports().usage().drifts())
        .extracting(UsageDrift::owner)
        .doesNotContain(tenant.caller().systemId().value(), tenant.organization().name());
  }

  private static int purge(BackupId id) {
    int purged = 0;
    for (Purge purge : ports().purges().claimDue("tester", Duration.ofMinutes(10), 100)) {
      ports().purges().purged(purge);
      purged += purge.id().equals(id) ? 1 : 0;
    }
    return purged;
  }

  /** The grace period is some milliseconds long. */
  private static int purgeUntilGone(BackupId id) throws SQLException {
    while (!only("select count(*) from vault.backup where id = '%s'".formatted(id)).equals("0")) {
      purge(id);
    }
    return 1;
  }

  @Test
  void plantedDriftOfEachKindIsFoundCorrectedAndRecorded() throws Exception {
    Tenant tenant = Tenant.register(ports());
    tenant.store(10);
    tenant.begin(tenant.intent(5));
    String key = tenant.caller().systemId().value();
    String name = tenant.organization().name();
    execute(
        "update vault.managed_system set used_bytes = used_bytes + 7, reserved_bytes = reserved_bytes - 2 where key = '%s'"
            .formatted(key));
    execute(
        "update vault.organization set used_bytes = used_bytes - 3, reserved_bytes = reserved_bytes + 1 where name = '%s'"
            .formatted(name));
    ports().usage().begin(Duration.ZERO);
    var ours = Set.of(key, name);

    List<UsageDrift> found =
        ports().usage().drifts().stream().filter(drift -> ours.contains(drift.owner())).toList();
    List<UsageDrift> corrected =
        found.stream().map(drift -> ports().usage().repair(ACTOR, drift)).toList();

    assertThat(found)
        .containsExactly(
            new UsageDrift(UsageDrift.Owner.SYSTEM, key, 7, -2),
            new UsageDrift(UsageDrift.Owner.ORGANIZATION, name, -3, 1));
    assertThat(corrected).isEqualTo(found);
    assertThat(ports().usage().drifts())
        .extracting(UsageDrift::owner)
        .doesNotContainAnyElementsOf(ours);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
    assertThat(tenant.organizationNow().reserved()).isEqualTo(new ByteSize(5));
    assertThat(ports().facts().facts().usageDrift()).isEqualTo(new ByteSize(13));
    ports().usage().begin(Duration.ZERO);
    assertThat(ports().facts().facts().usageDrift()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void auditsDuringManyUploadsFindNoDrift() throws Exception {
    Tenant tenant = Tenant.register(ports());
    var found = new ArrayList<UsageDrift>();
    var turn = new AtomicInteger();

    atOnce(
        40,
        () -> {
          if (turn.getAndIncrement() % 4 == 0) {
            List<UsageDrift> drifts = drifts(tenant);
            synchronized (found) {
              found.addAll(drifts);
            }
          } else {
            upload(tenant);
          }
        });

    assertThat(found).isEmpty();
    assertThat(tenant.organizationNow().used().bytes()).isPositive();
  }

  private static List<UsageDrift> drifts(Tenant tenant) {
    return ports().usage().drifts().stream()
        .filter(drift ->
            drift.owner().equals(tenant.organization().name())
                || drift.owner().equals(tenant.caller().systemId().value()))
        .toList();
  }

  @Test
  void aRepairDuringManyUploadsCorrectsThePlantedDriftAndNothingElse() throws Exception {
    Tenant tenant = Tenant.register(ports());
    execute(
        "update vault.organization set used_bytes = 1000 where name = '%s'"
            .formatted(tenant.organization().name()));
    var drift =
        new UsageDrift(UsageDrift.Owner.ORGANIZATION, tenant.organization().name(), 1000, 0);
    var turn = new AtomicInteger();

    atOnce(
        40,
        () -> {
          if (turn.getAndIncrement() == 20) {
            ports().usage().repair(ACTOR, drift);
          } else {
            upload(tenant);
          }
        });

    assertThat(drifts(tenant)).isEmpty();
  }

  /** Without the index, the server would have to sort, no matter how expensive sorting is made. */
  @Test
  void theListOfDeletedBackupsReadsOnlyTheirIndex() throws Exception {
    var values =
        Map.of(
            "organization", "'" + UUID.randomUUID() + "'::uuid",
            "below_at", "'infinity'",
            "below_id", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid",
            "max", "100");
    execute("set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off");
    for (String statement :
        List.of(PostgresDeletionIndex.DELETED, PostgresDeletionIndex.DELETED_OF_ORGANIZATION)) {
      for (Plans plans : Plans.values()) {
        assertThat(plans.of(connection, statement, values))
            .contains("Scan Backward using backup_deleted")
            .doesNotContain("Sort");
      }
    }
    execute("reset enable_seqscan; reset enable_bitmapscan; reset enable_sort");
  }

  @Test
  void aDeletedBackupOfAnErasedSystemCannotBeRestored() {
    Tenant tenant = Tenant.register(ports());
    Backup backup = tenant.store(10);
    tenant.delete(ACTOR, backup.ref(), Duration.ofDays(7));
    assertThat(ports().deletions().page(AUTHORITY, new PageQuery(Optional.empty(), 1000)))
        .anyMatch(deleted -> deleted.backup().equals(backup));
    var target = new TenantRef.OfSystem(tenant.caller().systemId());
    if (ports().erasures().begin(AUTHORITY, target, true)
        instanceof ErasureIndex.Begun(var erasure)) {
      ports().erasures().markDeleting(erasure);
    }

    assertThat(ports().deletions().undelete(AUTHORITY, backup.id()))
        .isEqualTo(new Deletions.PurgeBegun());
  }

  @Test
  void anOperatorOutOfScopeNeitherWaitsForASystemNorBlocksIt() throws SQLException {
    Tenant tenant = Tenant.register(ports());
    Tenant stranger = Tenant.register(ports());
    Authority foreign =
        Authority.of(
            new Operator(UUID.randomUUID(), Role.ADMIN, Optional.of(stranger.organization().id())));
    var pause =
        new Systems.Change(
            Optional.empty(), Optional.of(SystemState.PAUSED), Optional.empty(), Optional.empty());
    connection.setAutoCommit(false);
    try {
      execute(
          "select 1 from vault.managed_system where id = '%s' for update"
              .formatted(tenant.caller().systemUuid()));

      assertThat(ports().systems().change(foreign, tenant.caller().systemId(), pause))
          .isEqualTo(new Systems.UnknownSystem());
      assertThat(
              ports()
                  .systems()
                  .change(
                      foreign, tenant.caller().systemId(), Systems.Change.of(SystemState.PAUSED)))
          .isEqualTo(new Systems.UnknownSystem());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
