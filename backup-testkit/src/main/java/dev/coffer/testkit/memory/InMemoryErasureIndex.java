package dev.coffer.testkit.memory;

import dev.coffer.application.deletion.EraseTenant.Target;
import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
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
  private final InstantSource clock;

  /** By the id of the owner. */
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

    /** 0 while its rows are there. */
    long snapshotNumber;

    Row(Found found, Actor actor, Instant begunAt) {
      this.kind = found.kind();
      this.ownerId = found.ownerId();
      this.organizationId = found.organizationId();
      this.name = found.name();
      this.actor = actor;
      this.begunAt = begunAt;
    }

    boolean is(Target target) {
      return switch (target) {
        case Target.OfSystem(SystemId system) -> kind == Kind.SYSTEM && name.equals(system.value());
        case Target.OfOrganization(String named) -> kind == Kind.ORGANIZATION && name.equals(named);
        case Target.OfOrganizationById(UUID owner) ->
            kind == Kind.ORGANIZATION && ownerId.equals(owner);
      };
    }

    Erasure erasure() {
      long size = erased.values().stream().mapToLong(backup -> backup.size().bytes()).sum();
      return new Erasure(
          id, kind, ownerId, name, begunAt, finishedAt, erased.size(), new ByteSize(size));
    }
  }

  private record Found(Kind kind, UUID ownerId, UUID organizationId, String name) {}

  InMemoryErasureIndex(
      InMemoryIndex index,
      InMemoryAuditLog audit,
      InMemoryTenantSnapshotIndex snapshots,
      InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  @Override
  public BeginResult begin(Actor actor, Operator operator, Target target, boolean suspend) {
    synchronized (index) {
      return find(operator, target)
          .map(found -> begin(actor, found, suspend))
          .or(() -> noted(operator, target))
          .orElseGet(Unknown::new);
    }
  }

  private Optional<Found> find(Operator operator, Target target) {
    return switch (target) {
      case Target.OfSystem(SystemId id) ->
          index
              .systemRow(operator, id)
              .map(system ->
                  new Found(Kind.SYSTEM, system.uuid(), system.organizationId, id.value()));
      case Target.OfOrganization(String name) ->
          index.organization(operator, name).map(InMemoryErasureIndex::found);
      case Target.OfOrganizationById(UUID id) ->
          index.organizations().stream()
              .filter(owner -> owner.id().equals(id) && operator.sees(id))
              .findFirst()
              .map(InMemoryErasureIndex::found);
    };
  }

  private static Found found(Organization owner) {
    return new Found(Kind.ORGANIZATION, owner.id(), owner.id(), owner.name());
  }

  private Optional<BeginResult> noted(Operator operator, Target target) {
    return rows.values().stream()
        .filter(row -> row.is(target))
        .filter(row -> operator.sees(row.organizationId))
        .max(Comparator.comparing(row -> row.begunAt))
        .map(row -> new Begun(row.erasure()));
  }

  private BeginResult begin(Actor actor, Found found, boolean suspend) {
    List<SystemRow> systems = systems(found.ownerId());
    List<SystemId> served =
        systems.stream().filter(system -> system.state.isServed()).map(SystemRow::key).toList();
    if (!suspend && !served.isEmpty()) {
      return new Served(served);
    }
    List<BackupId> protectedOnes =
        backups(found.ownerId()).stream()
            .filter(row -> row.state == BackupState.AVAILABLE && row.isProtected(clock.instant()))
            .map(row -> row.intent.id())
            .toList();
    if (!protectedOnes.isEmpty()) {
      return new ProtectedBackups(protectedOnes);
    }
    systems.forEach(system -> system.state = SystemState.RETIRED);
    if (!rows.containsKey(found.ownerId())) {
      rows.put(found.ownerId(), new Row(found, actor, clock.instant()));
      audit.record(actor, AuditAction.ERASURE_BEGUN, found.organizationId(), found.name());
    }
    return new Begun(row(found.ownerId()).erasure());
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
  public void bury(Erasure erasure) {
    synchronized (index) {
      backups(erasure.ownerId()).stream()
          .filter(row -> index.systemOf(row).state == SystemState.RETIRED)
          .filter(row -> row.state != BackupState.UPLOADING)
          .filter(row -> row.state != BackupState.AVAILABLE || !row.isProtected(clock.instant()))
          .forEach(row -> bury(row(erasure.ownerId()), row));
    }
  }

  private void bury(Row erasure, BackupRow row) {
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
    row.lookAgainAt = Optional.empty();
    if (!row.purging) {
      row.delete(clock.instant(), clock.instant());
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
        row.snapshotNumber = snapshots.erased(row.organizationId);
      }
      if (snapshots.names(row.organizationId, row.snapshotNumber)) {
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
