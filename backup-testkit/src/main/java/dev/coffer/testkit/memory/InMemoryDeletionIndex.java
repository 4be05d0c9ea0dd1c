package dev.coffer.testkit.memory;

import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.DeletionIndex;
import dev.coffer.application.deletion.ListDeleted;
import dev.coffer.application.deletion.ProtectBackup;
import dev.coffer.application.deletion.UndeleteBackup;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.tenancy.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deletion on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryDeletionIndex implements DeletionIndex {

  private static final Comparator<DeletedBackup> LAST_FIRST =
      Comparator.comparing(DeletedBackup::deletedAt)
          .thenComparing(deleted -> deleted.backup().id().toString())
          .reversed();

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InstantSource clock;

  InMemoryDeletionIndex(InMemoryIndex index, InMemoryAuditLog audit, InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.clock = clock;
  }

  private Stream<BackupRow> rows(Operator operator, BackupState state) {
    return index
        .backupRows()
        .filter(row -> row.state == state && operator.sees(index.ownerIdOf(row)));
  }

  private Optional<BackupRow> row(Operator operator, BackupState state, BackupId id) {
    return rows(operator, state).filter(row -> row.intent.id().equals(id)).findFirst();
  }

  @Override
  public ProtectBackup.Result protect(
      Actor actor, Operator operator, BackupId id, Protection protection) {
    synchronized (index) {
      return row(operator, BackupState.AVAILABLE, id)
          .map(row -> protect(actor, row, protection))
          .orElseGet(ProtectBackup.NotFound::new);
    }
  }

  private ProtectBackup.Result protect(Actor actor, BackupRow row, Protection protection) {
    if (protection instanceof Protection.Held(Instant until) && !until.isAfter(clock.instant())) {
      return new ProtectBackup.HoldIsOver();
    }
    AuditAction action =
        switch (protection) {
          case Protection.Pinned() -> {
            row.pinned = true;
            yield AuditAction.BACKUP_PINNED;
          }
          case Protection.Unpinned() -> {
            row.pinned = false;
            yield AuditAction.BACKUP_UNPINNED;
          }
          case Protection.Held(Instant until) -> {
            row.holdUntil = Optional.of(until);
            yield AuditAction.BACKUP_HELD;
          }
          case Protection.Released() -> {
            row.holdUntil = Optional.empty();
            yield AuditAction.BACKUP_RELEASED;
          }
        };
    index.systemOf(row).revision++;
    audit.record(actor, action, row, "");
    return new ProtectBackup.Done();
  }

  @Override
  public DeleteBackup.Result delete(Actor actor, Operator operator, BackupId id, Duration grace) {
    synchronized (index) {
      return row(operator, BackupState.AVAILABLE, id)
          .map(row ->
              switch (index.delete(actor, row.systemUuid(), row.ref(), grace)) {
                case DELETED -> new DeleteBackup.Deleted();
                case NOT_FOUND -> new DeleteBackup.NotFound();
                case PROTECTED -> new DeleteBackup.Protected();
              })
          .orElseGet(DeleteBackup.NotFound::new);
    }
  }

  @Override
  public List<DeletedBackup> deleted(Operator operator, ListDeleted.Query query) {
    synchronized (index) {
      return rows(operator, BackupState.DELETING)
          .filter(row -> row.sha256.isPresent())
          .map(this::deleted)
          .filter(deleted -> isAfter(deleted, query))
          .sorted(LAST_FIRST)
          .limit(query.max())
          .toList();
    }
  }

  private static boolean isAfter(DeletedBackup deleted, ListDeleted.Query query) {
    return query
        .after()
        .map(place ->
            deleted.deletedAt().isBefore(place.deletedAt())
                || (deleted.deletedAt().equals(place.deletedAt())
                    && deleted.backup().id().toString().compareTo(place.id().toString()) < 0))
        .orElse(true);
  }

  private DeletedBackup deleted(BackupRow row) {
    return new DeletedBackup(
        row.backup(),
        index.systemOf(row).key(),
        index.ownerOf(index.systemOf(row)).name(),
        row.deletedAt,
        row.dueAt,
        isPurging(row));
  }

  private boolean isPurging(BackupRow row) {
    return row.purging || !row.dueAt.isAfter(clock.instant());
  }

  @Override
  public UndeleteBackup.Result undelete(Actor actor, Operator operator, BackupId id) {
    synchronized (index) {
      return row(operator, BackupState.DELETING, id)
          .filter(row -> row.sha256.isPresent())
          .map(row -> undelete(actor, row))
          .orElseGet(UndeleteBackup.NotFound::new);
    }
  }

  private UndeleteBackup.Result undelete(Actor actor, BackupRow row) {
    if (isPurging(row)) {
      return new UndeleteBackup.PurgeBegun();
    }
    SystemRow system = index.systemOf(row);
    long size = row.intent.size().bytes();
    if (!row.isCounted) {
      Organization owner = index.ownerOf(system);
      if (new ByteSize(owner.used().bytes() + owner.reserved().bytes() + size)
          .exceeds(owner.quota())) {
        return new UndeleteBackup.QuotaExceeded();
      }
      if (new ByteSize(system.used + system.reserved + size).exceeds(system.registered.cap())) {
        return new UndeleteBackup.CapExceeded();
      }
      index.settle(system, 0, size);
      row.isCounted = true;
    }
    row.state = BackupState.AVAILABLE;
    system.revision++;
    audit.record(actor, AuditAction.BACKUP_UNDELETED, row, "");
    return new UndeleteBackup.Undeleted();
  }
}
