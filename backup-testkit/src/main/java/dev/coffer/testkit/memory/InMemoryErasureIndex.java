package dev.coffer.testkit.memory;

import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Erasures on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryErasureIndex implements ErasureIndex {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryTenantSnapshotIndex snapshots;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;

  /** Keyed by the id of the owner. */
  private final Map<UUID, Row> rows = new LinkedHashMap<>();

  private static final class Row {

    final UUID id = UUID.randomUUID();
    final Kind kind;
    final UUID ownerId;
    final UUID organizationId;
    final String name;
    final Actor actor;
    final Instant begunAt;
    final Map<UUID, ErasedBackup> erased = new LinkedHashMap<>();
    Optional<Instant> finishedAt = Optional.empty();

    /** 0 as long as the tenant's rows exist. */
    long snapshotNumber;

    Row(FoundTenant found, Actor actor, Instant begunAt) {
      this.kind = found.kind();
      this.ownerId = found.id();
      this.organizationId = found.organizationId();
      this.name = found.name();
      this.actor = actor;
      this.begunAt = begunAt;
    }

    boolean is(TenantRef tenant) {
      return switch (tenant) {
        case TenantRef.OfSystem(SystemId id) -> kind == Kind.SYSTEM && name.equals(id.value());
        case TenantRef.OfOrganization(UUID id) -> kind == Kind.ORGANIZATION && ownerId.equals(id);
        case TenantRef.OfOrganizationNamed(String named) ->
            kind == Kind.ORGANIZATION && name.equals(named);
      };
    }

    Erasure erasure() {
      long size = erased.values().stream().mapToLong(backup -> backup.size().bytes()).sum();
      return new Erasure(
          id, kind, ownerId, name, begunAt, finishedAt, erased.size(), new ByteSize(size));
    }
  }

  InMemoryErasureIndex(
      InMemoryIndex index,
      InMemoryAuditLog audit,
      InMemoryTenantSnapshotIndex snapshots,
      InMemoryReferenceClock reference,
      InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.snapshots = snapshots;
    this.reference = reference;
    this.clock = clock;
  }

  /** Whether an erasure that is not finished takes this backup. */
  boolean isErasing(UUID backup) {
    return rows.values().stream()
        .anyMatch(row -> row.finishedAt.isEmpty() && row.erased.containsKey(backup));
  }

  @Override
  public BeginResult begin(Authority by, TenantRef tenant, boolean suspend) {
    synchronized (index) {
      return FoundTenant.find(index, by, tenant)
          .map(found -> begin(by.actor(), found, suspend))
          .or(() -> noted(by, tenant))
          .orElseGet(Erasures.UnknownTenant::new);
    }
  }

  private Optional<BeginResult> noted(Authority by, TenantRef tenant) {
    return rows.values().stream()
        .filter(row -> row.is(tenant))
        .filter(row -> by.reaches(row.organizationId))
        .max(Comparator.comparing(row -> row.begunAt))
        .map(row -> new Begun(row.erasure()));
  }

  private BeginResult begin(Actor actor, FoundTenant found, boolean suspend) {
    List<SystemRow> systems = systems(found.id());
    List<SystemId> served =
        systems.stream().filter(system -> system.state.isServed()).map(SystemRow::key).toList();
    if (!suspend && !served.isEmpty()) {
      return new Erasures.NotSuspended(served);
    }
    List<BackupId> protectedOnes =
        backups(found.id()).stream()
            .filter(
                row -> row.state == BackupState.AVAILABLE && row.isProtected(reference.earliest()))
            .map(row -> row.intent.id())
            .toList();
    if (!protectedOnes.isEmpty()) {
      return new Erasures.Protected(protectedOnes);
    }
    systems.forEach(system -> system.state = SystemState.RETIRED);
    if (!rows.containsKey(found.id())) {
      rows.put(found.id(), new Row(found, actor, clock.instant()));
      audit.record(actor, AuditAction.ERASURE_BEGUN, found.organizationId(), found.name());
    }
    return new Begun(row(found.id()).erasure());
  }

  private Row row(UUID ownerId) {
    return Optional.ofNullable(rows.get(ownerId)).orElseThrow();
  }

  private List<SystemRow> systems(UUID ownerId) {
    return index
        .systemRows()
        .filter(system -> system.uuid().equals(ownerId) || system.organizationId.equals(ownerId))
        .toList();
  }

  private List<BackupRow> backups(UUID ownerId) {
    List<SystemRow> systems = systems(ownerId);
    return index.backupRows().filter(row -> systems.contains(index.systemOf(row))).toList();
  }

  @Override
  public List<Erasure> underWay() {
    synchronized (index) {
      return rows.values().stream()
          .filter(row -> row.finishedAt.isEmpty())
          .map(Row::erasure)
          .toList();
    }
  }

  @Override
  public void markDeleting(Erasure erasure) {
    synchronized (index) {
      backups(erasure.ownerId()).stream()
          .filter(row -> index.systemOf(row).state == SystemState.RETIRED)
          .filter(row -> row.state != BackupState.UPLOADING)
          .filter(
              row -> row.state != BackupState.AVAILABLE || !row.isProtected(reference.earliest()))
          .forEach(row -> markDeleting(row(erasure.ownerId()), row));
    }
  }

  private void markDeleting(Row erasure, BackupRow row) {
    boolean isStored = row.sha256.isPresent();
    if (isStored) {
      erasure.erased.putIfAbsent(
          row.id(),
          new ErasedBackup(
              row.intent.id(),
              index.systemOf(row).key(),
              row.intent.size(),
              row.sha256.orElseThrow(),
              row.copies.stream()
                  .map(copy -> index.drive(copy.driveId).label())
                  .sorted()
                  .toList()));
    }
    row.isCounted &= isStored;
    row.cleanupAt = Optional.empty();
    if (!row.purging) {
      row.delete(reference.earliest(), reference.earliest());
      index.systemOf(row).revision++;
    }
  }

  @Override
  public Remaining remaining(Erasure erasure) {
    synchronized (index) {
      List<BackupRow> left = backups(erasure.ownerId());
      long uploads = left.stream().filter(row -> row.state == BackupState.UPLOADING).count();
      long size =
          left.stream()
              .filter(row -> row.sha256.isPresent())
              .mapToLong(row -> row.intent.size().bytes())
              .sum();
      return new Remaining(uploads, left.size() - uploads, new ByteSize(size));
    }
  }

  @Override
  public Optional<Erasure> finish(Erasure erasure) {
    synchronized (index) {
      boolean isOver =
          systems(erasure.ownerId()).stream()
                  .allMatch(system -> system.state == SystemState.RETIRED)
              && remaining(erasure).isNothing();
      if (!isOver) {
        return Optional.empty();
      }
      Row row = row(erasure.ownerId());
      if (row.snapshotNumber == 0) {
        index.forget(erasure.ownerId());
        row.snapshotNumber = snapshots.recordErasure(row.organizationId);
      }
      if (snapshots.hasOlderSnapshot(row.organizationId, row.snapshotNumber)) {
        return Optional.empty();
      }
      if (row.finishedAt.isEmpty()) {
        row.finishedAt = Optional.of(clock.instant());
        audit.record(row.actor, AuditAction.ERASURE_FINISHED, row.organizationId, erasure.name());
      }
      return Optional.of(row.erasure());
    }
  }

  @Override
  public List<ErasedBackup> erased(Erasure erasure, Optional<BackupId> after, int max) {
    synchronized (index) {
      return row(erasure.ownerId()).erased.values().stream()
          .sorted(Comparator.comparing(backup -> backup.id().toString()))
          .filter(backup ->
              after.map(id -> backup.id().toString().compareTo(id.toString()) > 0).orElse(true))
          .limit(max)
          .toList();
    }
  }
}
