package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.Outdated;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.application.retention.RetentionService;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.Begun;
import dev.coffer.application.upload.UploadLedger.Committed;
import dev.coffer.application.upload.UploadLedger.Replay;
import dev.coffer.application.upload.UploadLedger.Superseded;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the clock of a database is moved, nothing is removed early, and nobody is locked out. */
class RetentionClockIT {

  private static final Authority OPERATOR = Authority.atCommandLine("tester");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TWO_YEARS = Duration.ofDays(730);
  private static final Duration GRACE = Duration.ofDays(7);
  private static final UploadAllowance ONE_AT_ONCE = new UploadAllowance(1, 0, 1);

  private static final RetentionPolicy A_MONTH =
      new RetentionPolicy(
          0, ByteSize.ZERO, Duration.ofDays(30), RetentionSlots.NONE, Duration.ZERO, 1);

  private final MovableClock clock = MovableClock.fresh();
  private final ManualTicker ticker = new ManualTicker();
  private PostgresIndex index;
  private IndexPorts ports;
  private VaultUseCases vault;
  private Tenant tenant;

  @BeforeEach
  void start() {
    index = TestIndex.open(clock.database());
    ports = index.ports();
    tenant = Tenant.register(ports);
    var drive =
        new Drives.Mounted(
            new Drive(tenant.driveId(), "contract", "memory"),
            InMemoryBlobStore.initialised(tenant.driveId()));
    vault = TestVault.useCases(ports, new Drives(List.of(drive)), ticker);
    vault.run(VaultUseCases.WATCH_CLOCK);
    var owner = new OfSystem(tenant.caller().systemId());
    assertThat(ports.retention().assign(OPERATOR, owner, A_MONTH)).isTrue();
  }

  @AfterEach
  void stop() {
    index.close();
  }

  /** Advances the clocks of the database and of this machine. */
  private void pass(Duration time) {
    clock.move(time);
    ticker.advance(time);
    vault.run(VaultUseCases.WATCH_CLOCK);
  }

  /** Runs a pass of retention at the end of each hour. */
  private void passHours(int hours) {
    for (int i = 0; i < hours; i++) {
      pass(HOUR);
      vault.run("retention");
    }
  }

  private int listed() {
    return ports
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups()
        .size();
  }

  private List<Purge> purges() {
    return ports.purges().claimDue("tester", Duration.ofMinutes(10), 10);
  }

  @Test
  void twoYearsForwardAndBackHaltRemovalsUntilAnOperatorAccepts() {
    tenant.store(10);
    passHours(1);
    tenant.store(10);
    passHours(1);

    clock.move(TWO_YEARS);
    passHours(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(ports.retention().halts(OPERATOR).vault())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("730 days 0 h 0 min ahead of the time"));
    clock.move(TWO_YEARS.negated());
    passHours(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();

    ports.retention().accept(OPERATOR);
    pass(Duration.ZERO);
    passHours(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(ports.retention().halts(OPERATOR).vault()).isEmpty();
  }

  @Test
  void twoYearsBackAndForwardRemoveNothing() {
    tenant.store(10);
    passHours(1);
    tenant.store(10);
    passHours(1);

    clock.move(TWO_YEARS.negated());
    passHours(2);
    assertThat(listed()).isEqualTo(2);
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();
    clock.move(TWO_YEARS);
    passHours(2);

    assertThat(listed()).isEqualTo(2);
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();
  }

  @Test
  void acceptingTheClockRemovesBackupsThatAreOldByIt() {
    tenant.store(10);
    passHours(1);
    tenant.store(10);
    passHours(1);
    clock.move(TWO_YEARS);
    passHours(1);

    ports.retention().accept(OPERATOR);
    pass(Duration.ZERO);
    passHours(1);

    assertThat(listed()).isEqualTo(1);
  }

  /** The grace period once ended within 50 s when the database's clock jumped by two years. */
  @Test
  void aJumpOfTwoYearsEndsNoGracePeriod() {
    Backup backup = tenant.store(10);
    tenant.delete(backup.ref(), GRACE);

    clock.move(TWO_YEARS);
    assertThat(purges()).isEmpty();
    pass(Duration.ofSeconds(50));
    assertThat(purges()).isEmpty();
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();

    assertThat(ports.deletions().undelete(OPERATOR, backup.id()))
        .isInstanceOf(Deletions.Undeleted.class);
    assertThat(listed()).isEqualTo(1);
  }

  /**
   * An appliance deletes while the clock is wrong. An operator accepts the clock once it is right.
   */
  @Test
  void theGracePeriodOfABackupDeletedDuringAJumpKeepsItsLength() {
    for (Duration jump : List.of(TWO_YEARS, TWO_YEARS.negated())) {
      Backup backup = tenant.store(10);
      clock.move(jump);
      pass(HOUR);
      tenant.delete(backup.ref(), GRACE);
      clock.move(jump.negated());
      pass(HOUR);
      ports.retention().accept(OPERATOR);
      pass(Duration.ZERO);

      for (int day = 0; day < 6; day++) {
        pass(Duration.ofDays(1));
        assertThat(purges()).as("%s, day %d", jump, day).isEmpty();
      }
      pass(Duration.ofDays(1).plus(HOUR));
      List<Purge> due = purges();
      assertThat(due).as("%s", jump).extracting(Purge::id).containsExactly(backup.id());
      ports.purges().purged(due.getFirst());
    }
  }

  private RetentionIndex before(String method, Runnable action) {
    return (RetentionIndex)
        Proxy.newProxyInstance(
            RetentionIndex.class.getClassLoader(),
            new Class<?>[] {RetentionIndex.class},
            (_, called, arguments) -> {
              if (called.getName().equals(method)) {
                action.run();
              }
              try {
                return called.invoke(ports.retention(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void passOver(RetentionIndex retention) {
    new RetentionService(retention, A_MONTH, Durations.DEFAULT.retention()).run();
  }

  /** A pass once removed 3,972 of 9,001 backups when the clock moved during it. */
  @ParameterizedTest
  @ValueSource(strings = {"due", "retained", "apply"})
  void aClockThatMovesDuringAPassEndsItsRemovals(String moment) {
    for (int i = 0; i < 4; i++) {
      tenant.store(10);
    }
    pass(HOUR);

    passOver(before(moment, () -> clock.move(TWO_YEARS)));

    assertThat(listed()).isEqualTo(4);
    assertThat(ports.retention().halts(OPERATOR).vault()).isEmpty();
    vault.run(VaultUseCases.WATCH_CLOCK);
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();
  }

  /** A verdict that was made while the clock was wrong is not applied once it is right. */
  @Test
  void aJudgementByAWrongClockIsNotApplied() {
    for (int i = 0; i < 3; i++) {
      tenant.store(10);
    }
    pass(HOUR);
    clock.move(TWO_YEARS);
    Retained retained = ports.retention().retained(tenant.caller().systemUuid()).orElseThrow();
    clock.move(TWO_YEARS.negated());
    var judgement =
        Judgement.of(retained, Retention.verdicts(A_MONTH, retained.backups(), retained.at()));

    assertThat(judgement.expiring()).hasSize(2);
    assertThat(ports.retention().apply(judgement, Duration.ZERO, 20)).isEqualTo(new Outdated());
    assertThat(listed()).isEqualTo(3);
  }

  /** The first pass of a fresh vault once removed 3 of 4 backups. */
  @Test
  void theFirstPassOfAFreshVaultNoticesAJump() {
    for (int i = 0; i < 4; i++) {
      tenant.store(10);
    }

    clock.move(TWO_YEARS);
    vault.run("retention");
    vault.run(VaultUseCases.WATCH_CLOCK);
    vault.run("retention");

    assertThat(listed()).isEqualTo(4);
    assertThat(ports.retention().halts(OPERATOR).vault()).isPresent();
  }

  /**
   * A system was once locked out until 2028: with 429, or with 409 if it sent an idempotency key.
   */
  @Test
  void uploadsThatDiedAtAWrongTimeLockNobodyOut() {
    var key = new IdempotencyKey("nightly");
    clock.move(TWO_YEARS);
    assertThat(ports.uploads().begin(tenant.intent(10, key), ONE_AT_ONCE))
        .isInstanceOf(Begun.class);

    clock.move(TWO_YEARS.negated());
    pass(Duration.ofMinutes(3));
    assertThat(ports.uploads().begin(tenant.intent(10), ONE_AT_ONCE)).isInstanceOf(Begun.class);
    vault.run(VaultUseCases.RECOVER_UPLOADS);
    Attempt again =
        ((Begun) ports.uploads().begin(tenant.intent(10, key), UploadAllowance.UNLIMITED))
            .attempt();
    ports.uploads().commit(again, Tenant.newDigests(), Tenant.FIRST_SCRUB);
    assertThat(ports.uploads().begin(tenant.intent(10, key), UploadAllowance.UNLIMITED))
        .isInstanceOf(Replay.class);
  }

  /** A version without the reference time could leave such a lease. */
  @Test
  void aLeaseThatEndsLaterThanItsDurationAllowsIsOver() {
    Attempt attempt = tenant.begin(tenant.intent(10));
    clock.execute("update vault.backup set lease_until = lease_until + interval '2 years'");

    assertThat(ports.uploads().renew(List.of(attempt.leaseToken()), Tenant.LEASE)).isEmpty();
    assertThat(ports.uploads().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isEqualTo(new Superseded());
    assertThat(ports.uploads().begin(tenant.intent(10), ONE_AT_ONCE)).isInstanceOf(Begun.class);
    assertThat(ports.uploads().claimExpired("tester", Tenant.LEASE, 10))
        .extracting(Attempt::id)
        .containsExactly(attempt.id());
  }

  @Test
  void noJumpOfTheClockBreaksAnUpload() {
    for (Duration jump :
        List.of(Duration.ofMinutes(-10), TWO_YEARS, TWO_YEARS.negated().multipliedBy(2))) {
      Attempt attempt = tenant.begin(tenant.intent(10));
      clock.move(jump);

      assertThat(ports.uploads().renew(List.of(attempt.leaseToken()), Tenant.LEASE))
          .as("%s", jump)
          .containsExactly(attempt.leaseToken());
      assertThat(ports.uploads().claimExpired("tester", Tenant.LEASE, 10)).isEmpty();
      assertThat(ports.usage().stuckReservations(Tenant.LEASE)).as("%s", jump).isEmpty();
      assertThat(ports.uploads().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
          .isInstanceOf(Committed.class);
    }
  }

  @Test
  void nothingIsForgottenAtAWrongTime() {
    ports.uploads().abandon(tenant.begin(tenant.intent(10)), "a test", Duration.ZERO);
    clock.move(TWO_YEARS);

    ports.uploads().forget(Duration.ofDays(30), 100, Duration.ofDays(2));
    assertThat(failedRows()).isEqualTo(1);
    clock.move(TWO_YEARS.negated());
    ports.uploads().forget(Duration.ZERO, 100, Duration.ZERO);

    assertThat(failedRows()).isZero();
  }

  @Test
  void anExpiredKeyStaysExpiredWhenTheClockGoesBack() {
    var key = new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.empty());
    SecretHmac hmac = Tenant.newHmac();
    ports.apiKeys().add(OPERATOR, key, "key", Duration.ofHours(2), hmac);
    assertThat(ports.callers().operator(List.of(hmac))).isPresent();
    pass(HOUR);
    pass(HOUR);
    assertThat(ports.callers().operator(List.of(hmac))).isEmpty();

    clock.move(TWO_YEARS.negated());
    pass(HOUR);

    assertThat(ports.callers().operator(List.of(hmac))).isEmpty();
  }

  @Test
  void aKeyMadeAtAWrongTimeKeepsItsLifetime() {
    var key = new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.empty());
    SecretHmac hmac = Tenant.newHmac();
    clock.move(TWO_YEARS);
    pass(HOUR);
    ports.apiKeys().add(OPERATOR, key, "key", Duration.ofHours(2), hmac);
    clock.move(TWO_YEARS.negated());
    pass(HOUR);
    ports.retention().accept(OPERATOR);
    pass(Duration.ZERO);

    assertThat(ports.callers().operator(List.of(hmac))).isPresent();
    pass(HOUR);
    assertThat(ports.callers().operator(List.of(hmac))).isPresent();
    pass(HOUR);
    assertThat(ports.callers().operator(List.of(hmac))).isEmpty();
  }

  @Test
  void aLinkMadeAtAWrongTimeEndsWhenTheClockIsRight() {
    var key = new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.empty());
    ports.apiKeys().add(OPERATOR, key, "key", Duration.ZERO, Tenant.newHmac());
    for (Duration jump : List.of(TWO_YEARS, TWO_YEARS.negated())) {
      clock.move(jump);
      Instant expiresAt = ports.callers().now().plus(Duration.ofMinutes(5));
      assertThat(ports.callers().stillValid(key.keyId(), expiresAt)).as("%s", jump).isPresent();
      clock.move(jump.negated());
      pass(Duration.ofMinutes(6));

      assertThat(ports.callers().stillValid(key.keyId(), expiresAt)).as("%s", jump).isEmpty();
    }
  }

  @Test
  void aJumpDoesNotEndAHold() {
    Backup backup = tenant.store(10);
    Instant until = ports.callers().now().plus(Duration.ofDays(30));
    ports.deletions().protect(OPERATOR, backup.id(), new Protection.Held(until));

    clock.move(TWO_YEARS);

    assertThat(tenant.delete(backup.ref(), GRACE)).isInstanceOf(DeleteBackup.Protected.class);
  }

  @Test
  void aCopyWhoseLeaseEndsTooFarAheadIsClaimedAgain() {
    UUID further = ports.drives().known("further", "memory", UUID.randomUUID()).drive().id();
    ports.drives().arrange(List.of(tenant.driveId(), further));
    tenant.store(10);
    assertThat(copies(further)).isEqualTo(1);
    clock.execute(
        "update vault.copy set next_attempt_at = next_attempt_at + interval '2 years' where status = 'running'");
    assertThat(copies(further)).isEqualTo(1);
    assertThat(copies(further)).isZero();
  }

  private int copies(UUID drive) {
    return ports.copies().claim(drive, JobKind.FRESH, "tester", Duration.ofMinutes(2), 10).size();
  }

  /** A failed copy, a scrub and a cleanup, all due in the future of a wrong clock. */
  @Test
  void delaysThatBeginAtAWrongTimeKeepTheirLength() {
    UUID further = ports.drives().known("further", "memory", UUID.randomUUID()).drive().id();
    ports.drives().arrange(List.of(tenant.driveId(), further));
    clock.move(TWO_YEARS);
    pass(HOUR);
    tenant.store(10);
    ports.uploads().abandon(tenant.begin(tenant.intent(10)), "a test", HOUR);
    ports
        .copies()
        .claim(further, JobKind.FRESH, "tester", Duration.ofMinutes(2), 10)
        .forEach(job -> ports.copies().fail(job, "a test", Durations.Backoff.DEFAULT));
    clock.move(TWO_YEARS.negated());
    ports.retention().accept(OPERATOR);
    pass(Duration.ZERO);
    pass(HOUR);

    assertThat(copies(further)).isEqualTo(1);
    assertThat(ports.copies().claimScrubs(tenant.driveId(), HOUR, 10)).hasSize(1);
    assertThat(ports.uploads().claimForCleanup(HOUR, 10)).hasSize(1);
  }

  @Test
  void noMonthOfEventsIsDroppedAtAWrongTime() {
    clock.execute(
        """
        create table vault.audit_event_2001_01 partition of vault.audit_event
          for values from ('2001-01-01T00:00:00Z') to ('2001-02-01T00:00:00Z');
        insert into vault.audit_month_due (partition, noticed_at)
        values ('audit_event_2001_01', now() - interval '30 hours')
        """);

    clock.move(TWO_YEARS);
    ports.audit().makeRoom();
    assertThat(oldMonths()).isEqualTo(1);
    clock.move(TWO_YEARS.negated());
    ports.audit().makeRoom();

    assertThat(oldMonths()).isZero();
  }

  private long oldMonths() {
    return clock.count(
        "select count(*) from pg_class where relname = 'audit_event_2001_01' and relkind = 'r'");
  }

  private long failedRows() {
    return clock.count("select count(*) from vault.backup where state = 'failed'");
  }
}
