package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.Uptime;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.retention.ReferenceClock;
import dev.coffer.application.retention.RetentionIndex.Halted;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.retention.ReferenceTime;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What {@link ReferenceClock} specifies. The test cannot move the clock of a real index. Instead, a
 * machine reports more uptime than has passed, so that the clock seems to be behind.
 */
public interface ReferenceClockContract {

  Authority ACCEPTING = Authority.atCommandLine("tester");

  ReferenceTime.Limits LIMITS = Durations.Retention.DEFAULT.clockLimits();

  /** An index on which nothing else watches the clock. */
  IndexPorts index();

  private ReferenceClock.Result read(String boot, Duration uptime) {
    return index().clock().read(new Uptime(boot, uptime), LIMITS);
  }

  private List<Purge> purgesOf(Backup backup) {
    return index().purges().claimDue("tester", Duration.ofMinutes(1), 1000).stream()
        .filter(purge -> purge.id().equals(backup.id()))
        .toList();
  }

  /**
   * Runs a check while the clock seems to be behind by this time, and accepts the clock afterwards.
   */
  private void whileTheClockIsWrong(Duration by, Runnable check) {
    String boot = "boot " + UUID.randomUUID();
    assertThat(read(boot, Duration.ofDays(1)).halted()).isEmpty();
    try {
      assertThat(read(boot, Duration.ofDays(1).plus(by)).halted()).isPresent();
      check.run();
    } finally {
      index().retention().accept(ACCEPTING);
    }
    assertThat(index().retention().halts(ACCEPTING).vault()).isEmpty();
  }

  @Test
  default void aRightClockHaltsNothing() {
    String boot = "boot " + UUID.randomUUID();

    assertThat(read(boot, Duration.ofHours(1)))
        .isEqualTo(new ReferenceClock.Result(Optional.empty(), true));
    assertThat(read(boot, Duration.ofHours(1).plusMillis(10)).halted()).isEmpty();
    assertThat(index().retention().halts(ACCEPTING).vault()).isEmpty();
  }

  @Test
  default void aWrongClockHaltsOnceAndReportsByHowMuch() {
    String boot = "boot " + UUID.randomUUID();
    read(boot, Duration.ZERO);

    var halted = read(boot, Duration.ofHours(2).plusMinutes(30));
    var again = read(boot, Duration.ofHours(2).plusMinutes(30));

    assertThat(halted.halted())
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .matches(
                    "the database's clock is 2 h (29|30) min behind the time that has passed \\(expected: at most 0 h 15 min\\)"));
    assertThat(again.halted()).isEmpty();
    assertThat(index().retention().halts(ACCEPTING).vault()).isEqualTo(halted.halted());
    assertThat(index().retention().accept(ACCEPTING).vault()).isEqualTo(halted.halted());
    assertThat(read(boot, Duration.ofHours(2).plusMinutes(30)).halted()).isEmpty();
  }

  @Test
  default void nothingIsPurgedWhileTheClockIsWrong() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    Backup restored = tenant.store(10);
    tenant.delete(backup.ref(), Duration.ZERO);
    tenant.delete(restored.ref(), Duration.ZERO);

    whileTheClockIsWrong(
        Duration.ofHours(1),
        () -> {
          assertThat(purgesOf(backup)).isEmpty();
          assertThat(index().deletions().undelete(ACCEPTING, restored.id()))
              .isInstanceOf(Deletions.Undeleted.class);
        });

    assertThat(purgesOf(backup)).hasSize(1);
    assertThat(purgesOf(restored)).isEmpty();
  }

  @Test
  default void noPassBeginsAndNoJudgementIsAppliedWhileTheClockIsWrong() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);

    whileTheClockIsWrong(
        Duration.ofHours(1),
        () -> {
          assertThat(index().retention().begin(Duration.ZERO)).isEmpty();
          var retained = index().retention().retained(tenant.caller().systemUuid()).orElseThrow();
          assertThat(index().retention().apply(Judgement.of(retained, List.of()), Duration.ZERO, 1))
              .isEqualTo(new Halted());
        });

    assertThat(index().retention().begin(Duration.ZERO))
        .hasValueSatisfying(pass -> assertThat(pass.accepted()).isEmpty());
  }

  @Test
  default void uploadsAndTheirLeasesContinueWhileTheClockIsWrong() {
    Tenant tenant = Tenant.register(index());

    whileTheClockIsWrong(
        Duration.ofHours(1),
        () -> {
          Attempt attempt = tenant.begin(tenant.intent(10));
          assertThat(index().uploads().renew(List.of(attempt.leaseToken()), Tenant.LEASE))
              .containsExactly(attempt.leaseToken());
          assertThat(tenant.store(10).size().bytes()).isEqualTo(10);
        });
  }

  @Test
  default void aGracePeriodThatBeginsWhileTheClockIsWrongIsNotShortened() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    whileTheClockIsWrong(
        Duration.ofHours(1), () -> tenant.delete(backup.ref(), Duration.ofMinutes(1)));

    assertThat(purgesOf(backup)).isEmpty();
  }
}
