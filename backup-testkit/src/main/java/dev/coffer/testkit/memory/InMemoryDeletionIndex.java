package dev.coffer.testkit.memory;

import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.DeletionIndex;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.Deletions.ProtectResult;
import dev.coffer.application.deletion.Deletions.UndeleteResult;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
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
import java.util.UUID;
import java.util.stream.Stream;

/** Deletion on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryDeletionIndex implements DeletionIndex {

  private static final Comparator<DeletedBackup> LAST_FIRST =
      Comparator.comparing(DeletedBackup::deletedAt)
          .thenComparing(deleted -> deleted.backup().id().toString())
          .reversed();

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;

  InMemoryDeletionIndex(
      InMemoryIndex index,
      InMemoryAuditLog audit,
      InMemoryReferenceClock reference,
      InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.reference = reference;
    this.clock = clock;
  }

  private Stream<BackupRow> rows(Optional<UUID> organizationId, BackupState state) {
    return index
        .backupRows()
        .filter(row -> row.state == state)
        .filter(row -> organizationId.map(index.ownerIdOf(row)::equals).orElse(true));
  }

  private Optional<BackupRow> row(Authority by, BackupState state, BackupId id) {
    return rows(by.organizationId(), state).filter(row -> row.intent.id().equals(id)).findFirst();
  }

  @Override
  public ProtectResult protect(Authority by, BackupId id, Protection protection) {
    synchronized (index) {
      return row(by, BackupState.AVAILABLE, id)
          .map(row -> protect(by, row, protection))
          .orElseGet(Deletions.NotStored::new);
    }
  }

  private ProtectResult protect(Authority by, BackupRow row, Protection protection) {
    if (protection instanceof Protection.Held(Instant until) && !until.isAfter(clock.instant())) {
      return new Deletions.HoldIsOver();
    }
    if (!by.reachesAll() && isOfPlatform(row, protection)) {
      return new Deletions.SetByPlatform();
    }
    AuditAction action =
        switch (protection) {
          case Protection.Pinned() -> {
            row.pinned = true;
            row.pinnedByPlatform |= by.reachesAll();
            yield AuditAction.BACKUP_PINNED;
          }
          case Protection.Unpinned() -> {
            row.pinned = false;
            row.pinnedByPlatform = false;
            yield AuditAction.BACKUP_UNPINNED;
          }
          case Protection.Held(Instant until) -> {
            row.holdUntil = Optional.of(until);
            row.heldByPlatform = by.reachesAll();
            yield AuditAction.BACKUP_HELD;
          }
          case Protection.Released() -> {
            row.holdUntil = Optional.empty();
            row.heldByPlatform = false;
            yield AuditAction.BACKUP_RELEASED;
          }
        };
    index.systemOf(row).revision++;
    audit.record(by.actor(), action, row, "");
    return new Deletions.ProtectionChanged();
  }

  private boolean isOfPlatform(BackupRow row, Protection protection) {
    return switch (protection) {
      case Protection.Pinned() -> false;
      case Protection.Unpinned() -> row.pinned && row.pinnedByPlatform;
      case Protection.Held _, Protection.Released() ->
          row.heldByPlatform && row.holdUntil.filter(reference.earliest()::isBefore).isPresent();
    };
  }

  @Override
  public DeleteBackup.Result delete(
      Actor actor, Optional<UUID> organizationId, DeleteCommand command, Duration grace) {
    synchronized (index) {
      return rows(organizationId, BackupState.AVAILABLE)
          .filter(row -> isMeant(row, command))
          .findFirst()
          .map(row -> delete(actor, row, grace))
          .orElseGet(DeleteBackup.NotFound::new);
    }
  }

  private boolean isMeant(BackupRow row, DeleteCommand command) {
    return row.intent.id().equals(command.id())
        && command.systemId().map(index.systemOf(row).key()::equals).orElse(true)
        && command.extension().map(row.intent.extension()::equals).orElse(true);
  }

  private DeleteBackup.Result delete(Actor actor, BackupRow row, Duration grace) {
    if (row.isProtected(reference.earliest())) {
      return new DeleteBackup.Protected();
    }
    row.delete(reference.now(), reference.now().plus(grace));
    index.systemOf(row).revision++;
    audit.record(actor, AuditAction.BACKUP_DELETED, row, "");
    return new DeleteBackup.Deleted();
  }

  @Override
  public List<DeletedBackup> page(Authority by, PageQuery query) {
    synchronized (index) {
      return rows(by.organizationId(), BackupState.DELETING)
          .filter(row -> row.sha256.isPresent())
          .map(this::deleted)
          .filter(deleted -> isAfter(deleted, query))
          .sorted(LAST_FIRST)
          .limit(query.max())
          .toList();
    }
  }

  private static boolean isAfter(DeletedBackup deleted, PageQuery query) {
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
    return row.purging
        || (reference.mayRemove()
            && !row.dueAt.isAfter(clock.instant())
            && !index.isKeptByHalt(row));
  }

  @Override
  public UndeleteResult undelete(Authority by, BackupId id) {
    synchronized (index) {
      return row(by, BackupState.DELETING, id)
          .filter(row -> row.sha256.isPresent())
          .map(row -> undelete(by.actor(), row))
          .orElseGet(Deletions.NotDeleted::new);
    }
  }

  private UndeleteResult undelete(Actor actor, BackupRow row) {
    if (isPurging(row)) {
      return new Deletions.PurgeBegun();
    }
    SystemRow system = index.systemOf(row);
    long size = row.intent.size().bytes();
    if (!row.isCounted) {
      Organization owner = index.ownerOf(system);
      if (new ByteSize(owner.used().bytes() + owner.reserved().bytes() + size)
          .exceeds(owner.quota())) {
        return new Deletions.QuotaExceeded();
      }
      if (new ByteSize(system.used + system.reserved + size).exceeds(system.registered.cap())) {
        return new Deletions.CapExceeded();
      }
      index.settle(system, 0, size);
      row.isCounted = true;
    }
    row.state = BackupState.AVAILABLE;
    system.revision++;
    audit.record(actor, AuditAction.BACKUP_UNDELETED, row, "");
    return new Deletions.Undeleted();
  }
}
