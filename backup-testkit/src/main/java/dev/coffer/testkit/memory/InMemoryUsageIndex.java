package dev.coffer.testkit.memory;

import dev.coffer.application.usage.UsageIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.UsageDrift;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The byte counters of an {@link InMemoryIndex}. Only the index changes them, so they never drift.
 * Thread-safe.
 */
final class InMemoryUsageIndex implements UsageIndex {

  private final InMemoryIndex index;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;
  private Optional<Instant> lastRun = Optional.empty();

  InMemoryUsageIndex(InMemoryIndex index, InMemoryReferenceClock reference, InstantSource clock) {
    this.index = index;
    this.reference = reference;
    this.clock = clock;
  }

  @Override
  public boolean begin(Duration period) {
    synchronized (index) {
      Instant now = clock.instant();
      boolean isDue = lastRun.filter(at -> at.plus(period).isAfter(now)).isEmpty();
      lastRun = isDue ? Optional.of(now) : lastRun;
      return isDue;
    }
  }

  @Override
  public List<UsageDrift> drifts() {
    synchronized (index) {
      Stream<UsageDrift> systems =
          index
              .systemRows()
              .map(system ->
                  new UsageDrift(
                      UsageDrift.Owner.SYSTEM,
                      system.key().value(),
                      system.used - used(row -> index.systemOf(row) == system),
                      system.reserved - reserved(row -> index.systemOf(row) == system)));
      Stream<UsageDrift> organizations =
          index.organizations().stream()
              .map(owner ->
                  new UsageDrift(
                      UsageDrift.Owner.ORGANIZATION,
                      owner.name(),
                      owner.used().bytes() - used(row -> index.ownerIdOf(row).equals(owner.id())),
                      owner.reserved().bytes()
                          - reserved(row -> index.ownerIdOf(row).equals(owner.id()))));
      return Stream.concat(systems, organizations)
          .filter(drift -> drift.size().bytes() > 0)
          .toList();
    }
  }

  private long used(Predicate<BackupRow> of) {
    return index
        .backupRows()
        .filter(of)
        .filter(row ->
            switch (row.state) {
              case AVAILABLE, DELETING -> row.isCounted;
              case UPLOADING, FAILED -> false;
            })
        .mapToLong(row -> row.intent.size().bytes())
        .sum();
  }

  private long reserved(Predicate<BackupRow> of) {
    return index
        .backupRows()
        .filter(of)
        .filter(row ->
            switch (row.state) {
              case UPLOADING -> true;
              case AVAILABLE, DELETING, FAILED -> false;
            })
        .mapToLong(row -> row.intent.size().bytes())
        .sum();
  }

  @Override
  public UsageDrift repair(Actor actor, UsageDrift drift) {
    throw new IllegalStateException("the counts in memory are wrong: " + drift);
  }

  @Override
  public List<StuckReservations> stuckReservations(Duration lease) {
    synchronized (index) {
      Instant now = reference.ofLeases();
      Map<SystemId, List<BackupRow>> stuck =
          index
              .backupRows()
              .filter(row -> row.state == BackupState.UPLOADING && isStuck(row, now, lease))
              .collect(
                  Collectors.groupingBy(
                      row -> row.intent.caller().systemId(),
                      () -> new TreeMap<>(Comparator.comparing(SystemId::value)),
                      Collectors.toList()));
      return stuck.entrySet().stream()
          .map(system ->
              new StuckReservations(
                  system.getKey(),
                  system.getValue().size(),
                  new ByteSize(
                      system.getValue().stream().mapToLong(row -> row.intent.size().bytes()).sum()),
                  system.getValue().stream()
                      .map(row -> endOf(row, now))
                      .min(Comparator.naturalOrder())
                      .orElseThrow()))
          .toList();
    }
  }

  private static boolean isStuck(BackupRow row, Instant now, Duration lease) {
    Instant longAgo = now.minus(lease);
    return row.leaseUntil.isBefore(longAgo)
        || row.leaseUntil.isAfter(now.plus(lease.multipliedBy(2)))
        || row.interruptedAt.filter(longAgo::isAfter).isPresent();
  }

  private static Instant endOf(BackupRow row, Instant now) {
    return row.interruptedAt.orElse(row.leaseUntil.isBefore(now) ? row.leaseUntil : row.receivedAt);
  }

  @Override
  public Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems) {
    return stored(systems, BackupRow::systemUuid);
  }

  @Override
  public Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations) {
    return stored(organizations, index::ownerIdOf);
  }

  private Map<UUID, StoredBackups> stored(
      Collection<UUID> wanted, Function<BackupRow, UUID> owner) {
    synchronized (index) {
      return index
          .backupRows()
          .filter(row -> row.state == BackupState.AVAILABLE && wanted.contains(owner.apply(row)))
          .collect(
              Collectors.toMap(
                  owner,
                  row -> new StoredBackups(1, Optional.of(row.receivedAt)),
                  InMemoryUsageIndex::both));
    }
  }

  private static StoredBackups both(StoredBackups one, StoredBackups other) {
    return new StoredBackups(
        one.backups() + other.backups(),
        Stream.of(one, other)
            .flatMap(stored -> stored.newest().stream())
            .max(Comparator.naturalOrder()));
  }
}
