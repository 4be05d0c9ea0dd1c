package dev.coffer.domain.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetentionSlots.Kind;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which backups of a system stay and which go: a pure function of the backups, the policy and the
 * time. Newer and older is what their numbers say, whatever any clock has done; damaged ones count
 * for nothing.
 *
 * <p>What it removes it would remove again, and nothing more: after its removals everything that is
 * left stays.
 */
public final class Retention {

  private final RetentionPolicy policy;
  private final Instant now;
  private final Map<BackupId, Reason> firsts;

  private Retention(RetentionPolicy policy, Instant now, Map<BackupId, Reason> firsts) {
    this.policy = policy;
    this.now = now;
    this.firsts = firsts;
  }

  /**
   * Of all available backups of one system.
   *
   * @param now on the clock that gave {@link RetainedBackup#receivedAt}
   * @return one verdict for each, newest first
   */
  public static List<RetentionVerdict> verdicts(
      RetentionPolicy policy, Collection<RetainedBackup> backups, Instant now) {
    List<RetainedBackup> newestFirst =
        backups.stream()
            .sorted(Comparator.comparingLong(RetainedBackup::number).reversed())
            .toList();
    return new Retention(policy, now, firsts(policy.slots(), newestFirst)).judge(newestFirst);
  }

  private List<RetentionVerdict> judge(List<RetainedBackup> newestFirst) {
    List<RetentionVerdict> verdicts = new ArrayList<>();
    Set<LocalDate> newerDays = new TreeSet<>();
    int newer = 0;
    long bytes = 0;
    for (RetainedBackup backup : newestFirst) {
      LocalDate day = day(backup);
      int laterDays = newerDays.size() - (newerDays.contains(day) ? 1 : 0);
      bytes += backup.size().bytes();
      var rank = new Rank(policy.countsDays() ? laterDays : newer, bytes);
      verdicts.add(
          keeper(backup, rank)
              .or(() -> beyond(backup, rank))
              .orElseGet(() -> verdict(backup, Reason.WITHIN_LIMITS, agedAt(backup))));
      if (!backup.damaged()) {
        newer++;
        newerDays.add(day);
      }
    }
    return List.copyOf(verdicts);
  }

  /**
   * How much there is that is newer.
   *
   * @param newer intact ones, or the other UTC days on which such arrived
   * @param bytes its own included
   */
  private record Rank(int newer, long bytes) {}

  private Optional<RetentionVerdict> keeper(RetainedBackup backup, Rank rank) {
    if (backup.pinned()) {
      return Optional.of(verdict(backup, Reason.PINNED, Optional.empty()));
    }
    if (backup.isHeld(now)) {
      return Optional.of(verdict(backup, Reason.HELD, backup.holdUntil()));
    }
    if (!backup.damaged() && rank.newer < policy.minKeep()) {
      return Optional.of(verdict(backup, Reason.NEWEST, Optional.empty()));
    }
    Instant protectedUntil = backup.receivedAt().plus(policy.protection());
    if (now.isBefore(protectedUntil)) {
      return Optional.of(verdict(backup, Reason.PROTECTED, Optional.of(protectedUntil)));
    }
    return Optional.ofNullable(firsts.get(backup.id()))
        .map(reason -> verdict(backup, reason, Optional.empty()));
  }

  private Optional<RetentionVerdict> beyond(RetainedBackup backup, Rank rank) {
    if (policy.count() > 0 && rank.newer >= policy.count()) {
      return Optional.of(verdict(backup, Reason.BEYOND_COUNT, Optional.empty()));
    }
    if (new ByteSize(rank.bytes).exceeds(policy.bytes())) {
      return Optional.of(verdict(backup, Reason.BEYOND_BYTES, Optional.empty()));
    }
    return agedAt(backup)
        .filter(at -> !now.isBefore(at))
        .map(_ -> verdict(backup, Reason.TOO_OLD, Optional.empty()));
  }

  private Optional<Instant> agedAt(RetainedBackup backup) {
    return policy.age().isZero()
        ? Optional.empty()
        : Optional.of(backup.receivedAt().plus(policy.age()));
  }

  private static RetentionVerdict verdict(
      RetainedBackup backup, Reason reason, Optional<Instant> until) {
    return new RetentionVerdict(backup.id(), reason, until);
  }

  /** The first intact arrival of each slot that is kept, and the longest such slot. */
  private static Map<BackupId, Reason> firsts(
      RetentionSlots slots, List<RetainedBackup> newestFirst) {
    Map<BackupId, Reason> firsts = new HashMap<>();
    for (Kind kind : Kind.values()) {
      // By number, oldest first: the slots come in the order of their first arrivals.
      var bySlot = new LinkedHashMap<Temporal, RetainedBackup>();
      for (RetainedBackup backup : newestFirst.reversed()) {
        if (!backup.damaged()) {
          bySlot.putIfAbsent(slot(kind, backup), backup);
        }
      }
      bySlot.sequencedValues().reversed().stream()
          .limit(slots.of(kind))
          .forEach(backup -> firsts.put(backup.id(), Reason.firstOf(kind)));
    }
    return firsts;
  }

  private static Temporal slot(Kind kind, RetainedBackup backup) {
    ZonedDateTime at = backup.receivedAt().atZone(ZoneOffset.UTC);
    return switch (kind) {
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
      case DAY -> day(backup);
      case WEEK -> day(backup).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day(backup).withDayOfMonth(1);
      case YEAR -> day(backup).withDayOfYear(1);
    };
  }

  private static LocalDate day(RetainedBackup backup) {
    return backup.receivedAt().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
