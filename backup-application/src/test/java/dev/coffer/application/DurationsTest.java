package dev.coffer.application;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.Durations.Copies;
import dev.coffer.application.Durations.Jobs;
import dev.coffer.application.Durations.Retention;
import dev.coffer.application.Durations.Snapshots;
import dev.coffer.application.Durations.Uploads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void aHolderStopsBeforeItsLeaseEnds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Uploads.DEFAULT.with(
                Duration.ofSeconds(80), Duration.ofSeconds(80), Duration.ofSeconds(1)))
        .withMessage("fence: \"PT1M20S\" (expected: shorter than lease, PT1M20S)");
  }

  @Test
  void leasesAreRenewedTwiceWithinTheFence() {
    Jobs slow =
        Jobs.DEFAULT.with(
            Duration.ofSeconds(40),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(slow, Uploads.DEFAULT))
        .withMessage("renewLeases, twice: \"PT1M20S\" (expected: shorter than fence, PT1M20S)");
  }

  @Test
  void leftoversOnADriveAreRemovedByTheNextPass() {
    Uploads slow =
        Uploads.DEFAULT.with(
            Duration.ofMinutes(2), Duration.ofSeconds(80), Durations.DEFAULT.jobs().sweep());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Jobs.DEFAULT, slow))
        .withMessageStartingWith("cleanupRetry: ");
  }

  @Test
  void aBackoffGrowsUpToItsLongest() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofDays(1)))
        .withMessageStartingWith("first: ");
  }

  @Test
  void aCopyIsFirstScrubbedWithinThePeriod() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Copies(
                Duration.ofDays(30),
                Duration.ofDays(30),
                Duration.ofHours(6),
                Duration.ofMinutes(10),
                Backoff.DEFAULT))
        .withMessageStartingWith("firstScrub: ");
  }

  @Test
  void retentionPassesAreMoreFrequentThanNewJudgements() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Retention(
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofHours(1),
                Duration.ofMinutes(15),
                Duration.ofDays(3),
                Duration.ofMinutes(15)))
        .withMessageStartingWith("period: ");
  }

  @Test
  void aSnapshotIsWrittenWithinThePeriodOfMarks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Snapshots(Duration.ofHours(1), Duration.ofHours(1)))
        .withMessageStartingWith("writeTimeout: ");
  }

  @Test
  void aLeaseIsShorterThanTheDriftOfAClockThatIsRight() {
    Uploads slow =
        Uploads.DEFAULT.with(
            Durations.DEFAULT.retention().maxClockDrift(),
            Duration.ofSeconds(80),
            Duration.ofSeconds(20));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Jobs.DEFAULT, slow))
        .withMessage(
            "uploads.lease: \"PT15M\" (expected: shorter than retention.maxClockDrift, PT15M)");
  }

  private static Durations with(Jobs jobs, Uploads uploads) {
    return Durations.DEFAULT.with(jobs, uploads, Copies.DEFAULT, Durations.DEFAULT.driveStep());
  }
}
