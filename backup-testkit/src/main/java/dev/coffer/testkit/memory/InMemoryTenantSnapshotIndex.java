package dev.coffer.testkit.memory;

import dev.coffer.application.rebuild.HighWater;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.application.rebuild.TenantSnapshotIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.tenancy.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Tenant snapshots of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryTenantSnapshotIndex implements TenantSnapshotIndex {

  private static final class Row {

    final Entry entry;
    final UUID driveId;
    final Instant begunAt;
    boolean written;

    Row(Entry entry, UUID driveId, Instant begunAt) {
      this.entry = entry;
      this.driveId = driveId;
      this.begunAt = begunAt;
    }
  }

  private final InMemoryIndex index;
  private final InMemoryApiKeyIndex keys;
  private final InMemoryRetentionIndex retention;
  private final InstantSource clock;
  private final Map<Long, Row> rows = new LinkedHashMap<>();
  private final Map<UUID, TenantSnapshot> collected = new HashMap<>();
  private final Map<UUID, Long> changed = new HashMap<>();

  /** The snapshot number of the last erasure in each organization. */
  private final Map<UUID, Long> erased = new HashMap<>();

  private long lastNumber;

  InMemoryTenantSnapshotIndex(
      InMemoryIndex index,
      InMemoryApiKeyIndex keys,
      InMemoryRetentionIndex retention,
      InstantSource clock) {
    this.index = index;
    this.keys = keys;
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public void collect() {
    synchronized (index) {
      Stream.concat(
              Stream.of(TenantSnapshot.OF_ALL),
              index.organizations().stream().map(Organization::id))
          .forEach(id -> {
            TenantSnapshot now = snapshot(id, 0, Instant.EPOCH).orElseThrow();
            if (!now.equals(collected.put(id, now))) {
              changed.put(id, ++lastNumber);
            }
          });
      changed.keySet().removeIf(id -> snapshot(id, 0, Instant.EPOCH).isEmpty());
    }
  }

  private Optional<TenantSnapshot> snapshot(UUID id, long number, Instant at) {
    if (id.equals(TenantSnapshot.OF_ALL)) {
      return Optional.of(
          new TenantSnapshot(
              index.vaultId(),
              number,
              at,
              id,
              "",
              ByteSize.ZERO,
              Optional.empty(),
              List.of(),
              keys.listed(Optional.empty()),
              List.of()));
    }
    return index.organizations().stream()
        .filter(organization -> organization.id().equals(id))
        .findFirst()
        .map(organization ->
            new TenantSnapshot(
                index.vaultId(),
                number,
                at,
                id,
                organization.name(),
                organization.quota(),
                retention.policy(organization.id()),
                index
                    .systemRows()
                    .filter(system -> system.organizationId.equals(id))
                    .map(this::member)
                    .sorted(
                        Comparator.comparing(
                            system -> system.id().value(), String::compareToIgnoreCase))
                    .toList(),
                keys.listed(Optional.of(id)),
                index
                    .backupRows()
                    .filter(row -> index.ownerIdOf(row).equals(id))
                    .filter(InMemoryTenantSnapshotIndex::isMarked)
                    .map(InMemoryTenantSnapshotIndex::marked)
                    .sorted(Comparator.comparing(backup -> backup.id().toString()))
                    .toList()));
  }

  private TenantSnapshot.Member member(SystemRow system) {
    return new TenantSnapshot.Member(
        system.uuid(),
        system.key(),
        system.registered.label(),
        system.state,
        system.registered.cap(),
        system.expectedInterval,
        system.createdAt,
        retention.policy(system.uuid()),
        system.credentials.stream()
            .map(row ->
                new TenantSnapshot.Granted(
                    row.credential.id(),
                    row.hmac,
                    row.credential.scopes(),
                    row.createdAt,
                    row.expiresAt,
                    row.revokedAt))
            .toList());
  }

  private static boolean isMarked(BackupRow row) {
    return row.state == BackupState.DELETING
        || (row.state == BackupState.AVAILABLE && (row.pinned || row.holdUntil.isPresent()));
  }

  private static TenantSnapshot.Marked marked(BackupRow row) {
    return new TenantSnapshot.Marked(
        row.intent.id(),
        row.systemUuid(),
        row.pinned,
        row.pinnedByPlatform,
        row.holdUntil,
        row.heldByPlatform,
        row.state == BackupState.DELETING ? Optional.of(row.deletedAt) : Optional.empty());
  }

  private Stream<Row> on(UUID driveId) {
    return rows.values().stream().filter(row -> row.driveId.equals(driveId));
  }

  private Stream<Row> siblings(Row row) {
    return on(row.driveId)
        .filter(other -> other.entry.organization().equals(row.entry.organization()));
  }

  private boolean isWithin(Row row, Duration duration) {
    return row.begunAt.plus(duration).isAfter(clock.instant());
  }

  @Override
  public List<UUID> due(UUID driveId, Duration writeTimeout, int max) {
    synchronized (index) {
      return changed.entrySet().stream()
          .filter(change ->
              on(driveId)
                  .filter(row -> row.entry.organization().equals(Optional.of(change.getKey())))
                  .filter(row -> row.entry.number() > change.getValue())
                  .noneMatch(row -> row.written || isWithin(row, writeTimeout)))
          .sorted(Map.Entry.comparingByValue())
          .limit(max)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  private long intend(UUID driveId, Optional<UUID> organization, WriteToken token) {
    long number = ++lastNumber;
    rows.put(number, new Row(new Entry(number, organization, token), driveId, clock.instant()));
    return number;
  }

  @Override
  public Optional<TenantSnapshot> draft(UUID driveId, UUID organization, WriteToken token) {
    synchronized (index) {
      return snapshot(organization, 0, Instant.EPOCH)
          .flatMap(_ ->
              snapshot(
                  organization,
                  intend(driveId, Optional.of(organization), token),
                  clock.instant()));
    }
  }

  @Override
  public Optional<HighWater> mark(UUID driveId, WriteToken token, Duration period) {
    synchronized (index) {
      long newest =
          on(driveId)
              .filter(row -> row.written && row.entry.organization().isPresent())
              .mapToLong(row -> row.entry.number())
              .max()
              .orElse(0);
      boolean isFresh =
          on(driveId)
              .filter(row -> row.entry.organization().isEmpty())
              .anyMatch(row -> row.entry.number() > newest && isWithin(row, period));
      return isFresh
          ? Optional.empty()
          : Optional.of(
              new HighWater(
                  index.vaultId(),
                  intend(driveId, Optional.empty(), token),
                  clock.instant(),
                  index
                      .backupRows()
                      .filter(row -> row.state != BackupState.DELETING)
                      .map(row -> row.receivedAt)
                      .max(Comparator.naturalOrder())));
    }
  }

  @Override
  public void written(UUID driveId, long number) {
    synchronized (index) {
      Optional.ofNullable(rows.get(number)).ifPresent(row -> row.written = true);
    }
  }

  @Override
  public List<Entry> obsolete(UUID driveId, Duration writeTimeout, int max) {
    synchronized (index) {
      return on(driveId)
          .filter(row -> isObsolete(row, writeTimeout))
          .map(row -> row.entry)
          .limit(max)
          .toList();
    }
  }

  private boolean isObsolete(Row row, Duration writeTimeout) {
    long later =
        siblings(row).filter(o -> o.written && o.entry.number() > row.entry.number()).count();
    boolean isGone =
        row.entry.organization().filter(id -> snapshot(id, 0, Instant.EPOCH).isEmpty()).isPresent();
    boolean namesErased =
        row.entry
            .organization()
            .map(id -> erased.getOrDefault(id, 0L) > row.entry.number())
            .orElse(false);
    return later >= KEPT
        || (!row.written && !isWithin(row, writeTimeout))
        || isGone
        || (later >= 1 && namesErased);
  }

  @Override
  public void removed(UUID driveId, long number) {
    synchronized (index) {
      rows.remove(number);
    }
  }

  /**
   * Records an erasure in an organization and returns its number. Snapshots with lower numbers
   * still contain the tenant.
   */
  long recordErasure(UUID organization) {
    erased.put(organization, ++lastNumber);
    return lastNumber;
  }

  /** Whether a snapshot of the organization with a lower number still exists. */
  boolean hasOlderSnapshot(UUID organization, long number) {
    return rows.values().stream()
        .filter(row -> row.entry.organization().equals(Optional.of(organization)))
        .anyMatch(row -> row.entry.number() < number);
  }
}
