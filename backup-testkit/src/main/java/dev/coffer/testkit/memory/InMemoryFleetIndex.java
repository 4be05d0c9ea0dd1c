package dev.coffer.testkit.memory;

import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The lists that operators see of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryFleetIndex implements FleetIndex {

  private final InMemoryIndex index;

  InMemoryFleetIndex(InMemoryIndex index) {
    this.index = index;
  }

  @Override
  public List<FleetBackup> page(Authority by, Fleet.Query query) {
    boolean newestFirst = query.order() == FleetOrder.NEWEST_FIRST;
    Comparator<FleetPlace> order =
        newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
    synchronized (index) {
      return seen(by)
          .map(this::fleetBackup)
          .filter(query.filter()::shows)
          .filter(backup ->
              query.after().stream().allMatch(after -> order.compare(after, backup.place()) < 0))
          .sorted(Comparator.comparing(FleetBackup::place, order))
          .limit(query.max())
          .toList();
    }
  }

  @Override
  public Optional<FleetBackup> find(Authority by, BackupId id) {
    synchronized (index) {
      return row(by, id).map(this::fleetBackup);
    }
  }

  @Override
  public Optional<StoredBackup> stored(Authority by, BackupId id) {
    synchronized (index) {
      return row(by, id).filter(row -> row.state == BackupState.AVAILABLE).map(BackupRow::stored);
    }
  }

  @Override
  public Optional<StoredBackup> copy(Authority by, UUID copyId) {
    synchronized (index) {
      return seen(by)
          .filter(row -> row.state == BackupState.AVAILABLE)
          .flatMap(row -> row.copies.stream().flatMap(copy -> stored(row, copy, copyId).stream()))
          .findFirst();
    }
  }

  private static Optional<StoredBackup> stored(BackupRow row, CopyRow copy, UUID copyId) {
    boolean wasMade = copy.status == CopyStatus.FINISHED || copy.isPathKnown;
    if (!copy.id.equals(copyId) || !wasMade) {
      return Optional.empty();
    }
    StoredBackup stored = row.stored();
    return Optional.of(
        new StoredBackup(
            stored.backup(),
            stored.owner(),
            stored.objectKey(),
            stored.token(),
            copy.isFinished() ? List.of(copy.intact()) : List.of()));
  }

  @Override
  public Optional<SystemBackups.Listed> system(Authority by, SystemId id) {
    synchronized (index) {
      return index
          .systemRows()
          .map(SystemRow::system)
          .filter(system -> system.id().equals(id))
          .filter(system -> by.reaches(system.organizationId()))
          .map(system -> new SystemBackups.Listed(system, available(system)))
          .findFirst();
    }
  }

  private List<Backup> available(ManagedSystem system) {
    return index
        .backupRows()
        .filter(row -> row.systemUuid().equals(system.uuid()))
        .filter(row -> row.state == BackupState.AVAILABLE)
        .map(BackupRow::backup)
        .sorted(Comparator.comparingLong(Backup::number).reversed())
        .toList();
  }

  private Stream<BackupRow> seen(Authority by) {
    return index
        .backupRows()
        .filter(row -> row.state != BackupState.DELETING)
        .filter(row -> by.reaches(index.ownerIdOf(row)));
  }

  private Optional<BackupRow> row(Authority by, BackupId id) {
    return seen(by).filter(row -> row.intent.id().equals(id)).findFirst();
  }

  private FleetBackup fleetBackup(BackupRow row) {
    SystemRow owner = index.systemOf(row);
    ManagedSystem system = owner.system();
    return new FleetBackup(
        row.ref(),
        index.ownerOf(owner).name(),
        system.uuid(),
        system.id(),
        system.label().isEmpty() ? system.id().value() : system.label(),
        row.state,
        row.number,
        row.intent.filename(),
        row.intent.mediaType(),
        row.sha256.map(_ -> row.intent.size()),
        row.sha256,
        row.receivedAt,
        row.receivedAt,
        row.failure,
        row.damaged,
        row.copies.stream()
            .filter(copy -> copy.status != CopyStatus.DELETING)
            .sorted(Comparator.comparingInt(copy -> index.positionOf(copy.driveId)))
            .map(copy -> fleetCopy(row, copy))
            .toList());
  }

  private FleetCopy fleetCopy(BackupRow row, CopyRow copy) {
    Drive drive = index.drive(copy.driveId);
    return new FleetCopy(
        copy.copy(),
        drive.label(),
        drive.provider(),
        copy.isPathKnown ? Optional.of(row.intent.objectKey().value()) : Optional.empty(),
        row.receivedAt,
        row.receivedAt,
        copy.isFinished() ? Optional.of(row.receivedAt) : Optional.empty());
  }
}
