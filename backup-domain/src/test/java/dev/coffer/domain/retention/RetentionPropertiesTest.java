package dev.coffer.domain.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What {@link Retention} promises whatever the history and the policy. */
class RetentionPropertiesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T13:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Provide
  Arbitrary<RetentionPolicy> policies() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.longs().between(0, 3_000),
            Arbitraries.integers().between(0, 40).map(Duration::ofDays),
            slots(4),
            Arbitraries.integers().between(0, 48).map(Duration::ofHours),
            Arbitraries.integers().between(1, 4))
        .as((count, bytes, age, slots, protection, minKeep) ->
            new RetentionPolicy(count, new ByteSize(bytes), age, slots, protection, minKeep));
  }

  /** Those with which nobody's history can be pushed out. */
  @Provide
  Arbitrary<RetentionPolicy> firmPolicies() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 40).map(Duration::ofDays),
            slots(0),
            Arbitraries.integers().between(0, 48).map(Duration::ofHours),
            Arbitraries.integers().between(1, 4))
        .as((count, age, slots, protection, minKeep) ->
            new RetentionPolicy(count, ByteSize.ZERO, age, slots, protection, minKeep))
        .filter(policy -> policy.warnings().isEmpty());
  }

  private static Arbitrary<RetentionSlots> slots(int maxHours) {
    return Combinators.combine(
            Arbitraries.integers().between(0, maxHours),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1))
        .as(RetentionSlots::new);
  }

  /** Arrivals of the last 40 days, several on some days, in the order of their numbers. */
  @Provide
  Arbitrary<List<RetainedBackup>> histories() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 40 * 24),
            Arbitraries.longs().between(1, 500),
            Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
            Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)))
        .as((hoursAgo, size, damaged, pinned) ->
            backup(NOW.minus(HOUR.multipliedBy(hoursAgo)), size, damaged, pinned))
        .list()
        .ofMaxSize(40)
        .map(RetentionPropertiesTest::numbered);
  }

  private static RetainedBackup backup(Instant at, long size, boolean damaged, boolean pinned) {
    return new RetainedBackup(
        newId(), 1, at, new ByteSize(size), damaged, pinned, Optional.empty());
  }

  private static BackupId newId() {
    UUID random = UUID.randomUUID();
    return new BackupId(
        new UUID(
            (random.getMostSignificantBits() & ~0xF000L) | 0x7000L,
            random.getLeastSignificantBits()));
  }

  private static List<RetainedBackup> numbered(List<RetainedBackup> backups) {
    List<RetainedBackup> numbered = new ArrayList<>();
    backups.stream()
        .sorted(Comparator.comparing(RetainedBackup::receivedAt))
        .forEach(backup -> numbered.add(withNumber(backup, numbered.size() + 1)));
    return numbered;
  }

  private static RetainedBackup withNumber(RetainedBackup backup, long number) {
    return new RetainedBackup(
        backup.id(),
        number,
        backup.receivedAt(),
        backup.size(),
        backup.damaged(),
        backup.pinned(),
        backup.holdUntil());
  }

  private static Set<BackupId> gone(
      RetentionPolicy policy, Collection<RetainedBackup> backups, Instant now) {
    return Retention.verdicts(policy, backups, now).stream()
        .filter(verdict -> !verdict.stays())
        .map(RetentionVerdict::id)
        .collect(Collectors.toSet());
  }

  @Property
  void theNewestIntactOneStays(
      @ForAll("policies") RetentionPolicy policy, @ForAll("histories") List<RetainedBackup> all) {
    Optional<RetainedBackup> newest =
        all.stream()
            .filter(backup -> !backup.damaged())
            .max(Comparator.comparingLong(RetainedBackup::number));

    assertThat(gone(policy, all, NOW))
        .noneMatch(id -> newest.filter(it -> it.id().equals(id)).isPresent());
  }

  @Property
  void nothingGoesThatIsPinnedOrYoungerThanTheProtection(
      @ForAll("policies") RetentionPolicy policy, @ForAll("histories") List<RetainedBackup> all) {
    Set<BackupId> gone = gone(policy, all, NOW);

    assertThat(all)
        .filteredOn(
            backup -> backup.pinned() || backup.receivedAt().plus(policy.protection()).isAfter(NOW))
        .noneMatch(backup -> gone.contains(backup.id()));
  }

  @Property
  void theFirstIntactOneOfEachKeptDayStays(@ForAll("histories") List<RetainedBackup> all) {
    var policy =
        new RetentionPolicy(
            1, ByteSize.ZERO, Duration.ofDays(1), new RetentionSlots(0, 5, 0, 0, 0), HOUR, 1);
    var firsts = new HashMap<Long, BackupId>();
    all.stream()
        .filter(backup -> !backup.damaged())
        .forEach(backup ->
            firsts.putIfAbsent(backup.receivedAt().getEpochSecond() / 86_400, backup.id()));
    List<BackupId> kept =
        firsts.keySet().stream()
            .sorted(Comparator.reverseOrder())
            .limit(5)
            .map(firsts::get)
            .toList();

    assertThat(gone(policy, all, NOW)).noneMatch(kept::contains);
  }

  @Property
  void whatIsLeftAfterItsRemovalsStays(
      @ForAll("policies") RetentionPolicy policy, @ForAll("histories") List<RetainedBackup> all) {
    Set<BackupId> gone = gone(policy, all, NOW);
    List<RetainedBackup> left = all.stream().filter(backup -> !gone.contains(backup.id())).toList();

    assertThat(gone(policy, left, NOW)).isEmpty();
  }

  @Property
  void theOrderInWhichTheyAreGivenIsNothing(
      @ForAll("policies") RetentionPolicy policy, @ForAll("histories") List<RetainedBackup> all) {
    assertThat(Retention.verdicts(policy, all.reversed(), NOW))
        .isEqualTo(Retention.verdicts(policy, all, NOW));
  }

  /** Clocks decide on days and ages, never on which one is newer. */
  @Property
  void theNewestIsTheOneWithTheHighestNumberWhateverTheClocksSay(
      @ForAll("policies") RetentionPolicy policy, @ForAll("histories") List<RetainedBackup> all) {
    List<RetainedBackup> turned = new ArrayList<>();
    for (RetainedBackup backup : all) {
      turned.add(withNumber(backup, all.size() - backup.number() + 1));
    }
    Optional<RetainedBackup> newest =
        turned.stream()
            .filter(backup -> !backup.damaged())
            .max(Comparator.comparingLong(RetainedBackup::number));

    assertThat(gone(policy, turned, NOW))
        .noneMatch(id -> newest.filter(it -> it.id().equals(id)).isPresent());
  }

  /**
   * The promise to whoever was attacked: 30 days of uploads, as many as the rate allows, remove
   * nothing that was there before sooner than one honest upload a day would have.
   */
  @Property(tries = 15)
  void uploadsPushNothingOutSoonerThanOneHonestOneEachDay(
      @ForAll("firmPolicies") RetentionPolicy policy,
      @ForAll("histories") List<RetainedBackup> history,
      @ForAll @IntRange(min = 1, max = 4) int perHour) {
    assertNothingGoesSooner(policy, history, perHour);
  }

  /** The same for some minutes. */
  @Property(tries = 500)
  @Tag("thorough")
  void inManyMoreTriesUploadsPushNothingOutSooner(
      @ForAll("firmPolicies") RetentionPolicy policy,
      @ForAll("histories") List<RetainedBackup> history,
      @ForAll @IntRange(min = 1, max = 4) int perHour) {
    assertNothingGoesSooner(policy, history, perHour);
  }

  private static void assertNothingGoesSooner(
      RetentionPolicy policy, List<RetainedBackup> history, int perHour) {
    Map<BackupId, Instant> honest = removals(policy, history, 0);
    Map<BackupId, Instant> attacked = removals(policy, history, perHour);

    for (RetainedBackup backup : history) {
      Instant allowed = honest.getOrDefault(backup.id(), Instant.MAX);
      assertThat(attacked.getOrDefault(backup.id(), Instant.MAX)).isAfterOrEqualTo(allowed);
    }
  }

  /** When each went, of one upload a day and so many more each hour, looked at every hour. */
  private static Map<BackupId, Instant> removals(
      RetentionPolicy policy, List<RetainedBackup> history, int perHour) {
    var removed = new HashMap<BackupId, Instant>();
    List<RetainedBackup> stored = new ArrayList<>(history);
    var days = new HashSet<Long>();
    long number = history.size();
    for (Instant at = NOW; at.isBefore(NOW.plus(Duration.ofDays(30))); at = at.plus(HOUR)) {
      int uploads = perHour + (days.add(at.getEpochSecond() / 86_400) ? 1 : 0);
      for (int i = 0; i < uploads; i++) {
        stored.add(withNumber(backup(at, 100, false, false), ++number));
      }
      Set<BackupId> gone = gone(policy, stored, at);
      stored.removeIf(backup -> gone.contains(backup.id()));
      for (BackupId id : gone) {
        removed.put(id, at);
      }
    }
    return removed;
  }
}
