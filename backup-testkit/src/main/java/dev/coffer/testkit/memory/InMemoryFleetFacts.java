package dev.coffer.testkit.memory;

import dev.coffer.application.monitoring.Figures.DriveFacts;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.monitoring.FleetFacts;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts over an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryFleetFacts implements FleetFacts {

  private final InMemoryIndex index;
  private final InstantSource clock;

  InMemoryFleetFacts(InMemoryIndex index, InstantSource clock) {
    this.index = index;
    this.clock = clock;
  }

  @Override
  public Facts facts() {
    synchronized (index) {
      return new Facts(
          drives().map(this::drive).toList(),
          lastSuccesses(),
          rows(BackupState.UPLOADING).count(),
          rows(BackupState.FAILED)
              .filter(row -> age(row.receivedAt).compareTo(Duration.ofDays(1)) < 0)
              .count(),
          index.backupRows().filter(row -> row.damaged).count(),
          new ByteSize(
              index.organizations().stream().mapToLong(owner -> owner.used().bytes()).sum()),
          // Only the index itself changes the counters, so they never drift.
          ByteSize.ZERO);
    }
  }

  private Stream<Drive> drives() {
    return index
        .knownDrives()
        .sorted(
            Comparator.<Drive>comparingInt(drive -> index.positionOf(drive.id()))
                .thenComparing(Drive::label));
  }

  private Stream<BackupRow> rows(BackupState state) {
    return index.backupRows().filter(row -> row.state == state);
  }

  private Duration age(Instant moment) {
    return Duration.between(moment, clock.instant());
  }

  private static Stream<CopyRow> copiesOn(Drive drive, Stream<BackupRow> rows) {
    return rows.flatMap(row -> row.copies.stream()).filter(copy -> copy.driveId.equals(drive.id()));
  }

  private DriveFacts drive(Drive drive) {
    List<CopyRow> copies = copiesOn(drive, rows(BackupState.AVAILABLE)).toList();
    List<CopyRow> underWay =
        copies.stream().filter(copy -> isUnfinished(copy) && !isGivenUp(copy)).toList();
    return new DriveFacts(
        drive.label(),
        underWay.stream().filter(copy -> copy.status == CopyStatus.PENDING).count(),
        underWay.stream().filter(copy -> copy.status == CopyStatus.RUNNING).count(),
        copies.stream().filter(InMemoryFleetFacts::isGivenUp).count(),
        passedSince(
            underWay.stream().filter(copy -> !copy.isPathKnown).map(copy -> copy.plannedAt)),
        passedSince(copies.stream().filter(CopyRow::isFinished).map(copy -> copy.scrubAfter)));
  }

  private static boolean isUnfinished(CopyRow copy) {
    return copy.status == CopyStatus.PENDING || copy.status == CopyStatus.RUNNING;
  }

  private static boolean isGivenUp(CopyRow copy) {
    return copy.status == CopyStatus.FAILED
        || (isUnfinished(copy) && copy.attempts >= Copy.GIVING_UP_ATTEMPTS);
  }

  /** In whole seconds, as the real index counts them; zero if the moment lies ahead. */
  private Duration passedSince(Stream<Instant> moments) {
    return moments
        .min(Comparator.naturalOrder())
        .filter(moment -> moment.isBefore(clock.instant()))
        .map(moment -> Duration.ofSeconds(age(moment).toSeconds()))
        .orElse(Duration.ZERO);
  }

  private LastSuccesses lastSuccesses() {
    var byAge = new ArrayList<>(Collections.nCopies(LastSuccesses.BOUNDS.size() + 1, 0L));
    long never = 0;
    for (Optional<Instant> last :
        index.systemRows().filter(this::isActive).map(this::last).toList()) {
      if (last.isEmpty()) {
        never++;
      } else {
        int place = place(age(last.get()));
        byAge.set(place, byAge.get(place) + 1);
      }
    }
    return new LastSuccesses(byAge, never);
  }

  private boolean isActive(SystemRow system) {
    return system.state == SystemState.ACTIVE;
  }

  private Optional<Instant> last(SystemRow system) {
    return rows(BackupState.AVAILABLE)
        .filter(row -> row.systemUuid().equals(system.uuid()))
        .max(Comparator.comparingLong(row -> row.number))
        .map(row -> row.receivedAt);
  }

  private static int place(Duration age) {
    return (int) LastSuccesses.BOUNDS.stream().filter(bound -> age.compareTo(bound) >= 0).count();
  }

  @Override
  public Map<String, Long> finishedCopies() {
    synchronized (index) {
      var copies = new LinkedHashMap<String, Long>();
      drives()
          .forEach(drive ->
              copies.put(
                  drive.label(),
                  copiesOn(drive, index.backupRows()).filter(CopyRow::isFinished).count()));
      return copies;
    }
  }
}
