package dev.coffer.domain.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final Instant NOON = Instant.parse("2026-03-11T12:00:00Z");

  private final List<RetainedBackup> backups = new ArrayList<>();

  private RetainedBackup add(Instant at, boolean damaged, boolean pinned, Optional<Instant> hold) {
    long number = backups.size() + 1L;
    var backup =
        new RetainedBackup(
            new BackupId(new UUID(0x7000L, Long.MIN_VALUE | number)),
            number,
            at,
            new ByteSize(100),
            damaged,
            pinned,
            hold);
    backups.add(backup);
    return backup;
  }

  private RetainedBackup add(Instant at) {
    return add(at, false, false, Optional.empty());
  }

  private static Instant daysAgo(int days) {
    return NOON.minus(Duration.ofDays(days));
  }

  private RetentionVerdict of(RetainedBackup backup, RetentionPolicy policy) {
    return Retention.verdicts(policy, backups, NOON).stream()
        .filter(verdict -> verdict.id().equals(backup.id()))
        .findFirst()
        .orElseThrow();
  }

  private static RetentionPolicy countOf(int count, RetentionSlots slots) {
    return new RetentionPolicy(count, ByteSize.ZERO, Duration.ZERO, slots, Duration.ofHours(24), 1);
  }

  @Test
  void withoutLimitsEverythingStays() {
    RetainedBackup old = add(daysAgo(3_000));
    add(daysAgo(1));

    assertThat(of(old, RetentionPolicy.KEEP_ALL).reason()).isEqualTo(Reason.WITHIN_LIMITS);
  }

  @Test
  void byDefaultFortyInARowPushNothingOut() {
    RetainedBackup first = add(daysAgo(2));
    for (int i = 0; i < 40; i++) {
      add(daysAgo(2).plusSeconds(60 + i));
    }

    assertThat(Retention.verdicts(RetentionPolicy.DEFAULT, backups, NOON))
        .allMatch(RetentionVerdict::stays);
    assertThat(of(first, RetentionPolicy.DEFAULT).reason()).isEqualTo(Reason.NEWEST);
  }

  @Test
  void byDefaultOneADayStaysForThirtyDaysAndNotLonger() {
    for (int day = 40; day >= 0; day--) {
      add(daysAgo(day));
    }

    List<RetentionVerdict> verdicts = Retention.verdicts(RetentionPolicy.DEFAULT, backups, NOON);

    assertThat(verdicts).filteredOn(RetentionVerdict::stays).hasSize(30);
    assertThat(verdicts.get(9).reason()).isEqualTo(Reason.FIRST_OF_DAY);
    assertThat(verdicts.get(30).reason()).isEqualTo(Reason.BEYOND_COUNT);
  }

  @Test
  void byDefaultOnlyTheFirstOfADayStaysBeyondTenDays() {
    RetainedBackup first = add(daysAgo(12));
    RetainedBackup second = add(daysAgo(12).plusSeconds(60));
    for (int day = 11; day >= 0; day--) {
      add(daysAgo(day));
    }

    assertThat(of(first, RetentionPolicy.DEFAULT).reason()).isEqualTo(Reason.FIRST_OF_DAY);
    assertThat(of(second, RetentionPolicy.DEFAULT).reason()).isEqualTo(Reason.BEYOND_COUNT);
  }

  @Test
  void aCountWithoutSlotsIsACountOfBackups() {
    RetainedBackup old = add(daysAgo(3));
    add(daysAgo(2));
    add(daysAgo(2).plusSeconds(1));

    assertThat(of(old, countOf(2, RetentionSlots.NONE)).reason()).isEqualTo(Reason.BEYOND_COUNT);
    assertThat(of(old, countOf(3, RetentionSlots.NONE)).reason()).isEqualTo(Reason.WITHIN_LIMITS);
  }

  @Test
  void aDamagedOneIsNeitherCountedNorTheFirstOfItsDay() {
    RetainedBackup damaged = add(daysAgo(5), true, false, Optional.empty());
    RetainedBackup intact = add(daysAgo(5).plusSeconds(1));
    add(daysAgo(4), true, false, Optional.empty());
    add(daysAgo(3));
    RetentionPolicy policy = countOf(1, new RetentionSlots(0, 2, 0, 0, 0));

    assertThat(of(intact, policy).reason()).isEqualTo(Reason.FIRST_OF_DAY);
    assertThat(of(damaged, policy).reason()).isEqualTo(Reason.BEYOND_COUNT);
  }

  @Test
  void theNewestIntactOneStaysBehindDamagedOnes() {
    RetainedBackup intact = add(daysAgo(9));
    for (int day = 8; day > 1; day--) {
      add(daysAgo(day), true, false, Optional.empty());
    }

    assertThat(of(intact, countOf(1, RetentionSlots.NONE)).reason()).isEqualTo(Reason.NEWEST);
  }

  @Test
  void pinnedAndHeldOnesStayAndAHoldSaysUntilWhen() {
    RetainedBackup pinned = add(daysAgo(9), false, true, Optional.empty());
    RetainedBackup held = add(daysAgo(8), false, false, Optional.of(NOON.plusSeconds(1)));
    RetainedBackup released = add(daysAgo(7), false, false, Optional.of(NOON));
    add(daysAgo(2));
    RetentionPolicy policy = countOf(1, RetentionSlots.NONE);

    assertThat(of(pinned, policy).reason()).isEqualTo(Reason.PINNED);
    assertThat(of(held, policy))
        .isEqualTo(new RetentionVerdict(held.id(), Reason.HELD, Optional.of(NOON.plusSeconds(1))));
    assertThat(of(released, policy).reason()).isEqualTo(Reason.BEYOND_COUNT);
  }

  @Test
  void youngOnesStayUntilTheProtectionEnds() {
    RetainedBackup young = add(NOON.minus(Duration.ofHours(23)));
    add(NOON);

    assertThat(of(young, countOf(1, RetentionSlots.NONE)))
        .isEqualTo(
            new RetentionVerdict(
                young.id(), Reason.PROTECTED, Optional.of(NOON.plus(Duration.ofHours(1)))));
  }

  @Test
  void anAgeSaysUntilWhen() {
    var policy =
        new RetentionPolicy(
            0, ByteSize.ZERO, Duration.ofDays(7), RetentionSlots.NONE, Duration.ZERO, 1);
    RetainedBackup old = add(daysAgo(7));
    RetainedBackup younger = add(daysAgo(6));
    add(NOON);

    assertThat(of(old, policy).reason()).isEqualTo(Reason.TOO_OLD);
    assertThat(of(younger, policy).staysUntil()).contains(NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void bytesAreCountedFromTheNewest() {
    var policy =
        new RetentionPolicy(
            0, new ByteSize(200), Duration.ZERO, RetentionSlots.NONE, Duration.ZERO, 1);
    RetainedBackup third = add(daysAgo(3));
    RetainedBackup second = add(daysAgo(2));
    add(daysAgo(1));

    assertThat(of(second, policy).reason()).isEqualTo(Reason.WITHIN_LIMITS);
    assertThat(of(third, policy).reason()).isEqualTo(Reason.BEYOND_BYTES);
  }

  @Test
  void longerSlotsKeepWhatShorterOnesDoNot() {
    RetainedBackup january = add(Instant.parse("2026-01-05T00:00:00Z"));
    RetainedBackup lateJanuary = add(Instant.parse("2026-01-20T00:00:00Z"));
    RetainedBackup monday = add(Instant.parse("2026-03-09T00:00:00Z"));
    RetainedBackup tuesday = add(Instant.parse("2026-03-10T00:00:00Z"));
    add(Instant.parse("2026-03-11T00:00:00Z"));
    RetentionPolicy policy = countOf(1, new RetentionSlots(0, 0, 1, 2, 0));

    assertThat(of(january, policy).reason()).isEqualTo(Reason.FIRST_OF_MONTH);
    assertThat(of(lateJanuary, policy).reason()).isEqualTo(Reason.BEYOND_COUNT);
    assertThat(of(monday, policy).reason()).isEqualTo(Reason.FIRST_OF_MONTH);
    assertThat(of(tuesday, policy).reason()).isEqualTo(Reason.BEYOND_COUNT);
  }

  @Test
  void policiesThatUploadsCanBreakSaySo() {
    assertThat(RetentionPolicy.DEFAULT.warnings()).isEmpty();
    assertThat(RetentionPolicy.KEEP_ALL.warnings()).isEmpty();
    assertThat(countOf(10, RetentionSlots.NONE).warnings())
        .singleElement()
        .asString()
        .startsWith("count: 10, without slots");
    assertThat(
            new RetentionPolicy(
                    0, ByteSize.ZERO, Duration.ofDays(7), RetentionSlots.NONE, Duration.ZERO, 2)
                .warnings())
        .singleElement()
        .asString()
        .startsWith("min-keep: 2, without slots");
    assertThat(countOf(10, new RetentionSlots(24, 7, 0, 0, 0)).warnings())
        .singleElement()
        .asString()
        .startsWith("hours: 24");
  }

  @Test
  void aPolicyInNumbersHasAllItsPartsUnderTheirNames() {
    var policy =
        new RetentionPolicy(
            1,
            new ByteSize(2),
            Duration.ofSeconds(3),
            new RetentionSlots(4, 5, 6, 7, 8),
            Duration.ofSeconds(9),
            10);

    assertThat(policy.numbers().values()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(
            policy.numbers().keySet().stream()
                .map(name -> name.replace("_seconds", "").replace('_', '-')))
        .containsExactlyElementsOf(RetentionPolicy.PARTS);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> countOf(-1, RetentionSlots.NONE))
        .hasMessageContaining("count: \"-1\"");
    assertThatThrownBy(() -> new RetentionSlots(0, -1, 0, 0, 0))
        .hasMessageContaining("days: \"-1\"");
    assertThatThrownBy(() ->
            new RetentionPolicy(
                1, ByteSize.ZERO, Duration.ZERO, RetentionSlots.NONE, Duration.ZERO, 0))
        .hasMessageContaining("min-keep: \"0\"");
  }
}
