package dev.coffer.application.deletion;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes backups, restores deleted ones while their data exists, and protects backups from
 * deletion: for operators. A backup that is out of an authority's scope is not found.
 */
public interface Deletions {

  /** As {@link DeleteBackup#delete}. */
  DeleteBackup.Result delete(Authority by, DeleteCommand command);

  /**
   * Names the backup to delete. A condition that is given must hold; otherwise the backup is not
   * found.
   *
   * @param systemId the system that owns it; empty = any
   * @param extension of its file name; empty = any
   */
  record DeleteCommand(
      BackupId id, Optional<SystemId> systemId, Optional<BackupExtension> extension) {

    /** A backup of any system. */
    public static DeleteCommand of(BackupId id) {
      return new DeleteCommand(id, Optional.empty(), Optional.empty());
    }

    /** A backup of this system. */
    public static DeleteCommand of(SystemId systemId, BackupRef ref) {
      return new DeleteCommand(ref.id(), Optional.of(systemId), Optional.of(ref.extension()));
    }

    /** A backup of the calling system. */
    public static DeleteCommand of(Caller caller, BackupRef ref) {
      return of(caller.systemId(), ref);
    }
  }

  /** Restores a deleted backup: it is listed again, under the number that it had. */
  UndeleteResult undelete(Authority by, BackupId id);

  sealed interface UndeleteResult {}

  record Undeleted() implements UndeleteResult {}

  /** There is no deleted backup with this id, or its data is gone. */
  record NotDeleted() implements UndeleteResult {}

  /** Its grace period is over: its data is being removed, or may be removed at any moment. */
  record PurgeBegun() implements UndeleteResult {}

  /** Its bytes no longer count as used, and the organization's quota has no room for them. */
  record QuotaExceeded() implements UndeleteResult {}

  /** Its bytes no longer count as used, and the system's cap has no room for them. */
  record CapExceeded() implements UndeleteResult {}

  /**
   * Returns deleted backups whose data still exists, the last deleted first. A page has fewer than
   * {@code max} only at the end.
   */
  List<DeletedBackup> page(Authority by, PageQuery query);

  /**
   * A page.
   *
   * @param after where the page before it ended; empty for the first
   * @param max 1 or more
   */
  record PageQuery(Optional<Place> after, int max) {

    /** The page after one that ended with this backup. */
    public PageQuery after(DeletedBackup last) {
      return new PageQuery(
          Optional.of(new Place(last.deletedAt(), last.backup().id().value())), max);
    }
  }

  /** The place of a backup in the list. */
  record Place(Instant deletedAt, UUID id) {}

  /**
   * Pins a backup, holds it until a date, or ends either. Effective immediately: no appliance, no
   * operator and no retention pass deletes a protected backup. A pin or a hold that was set by an
   * authority for all organizations is ended and changed only by such a one.
   */
  ProtectResult protect(Authority by, BackupId id, Protection protection);

  sealed interface ProtectResult {}

  record ProtectionChanged() implements ProtectResult {}

  /** There is no stored backup with this id. */
  record NotStored() implements ProtectResult {}

  /** Only an authority for all organizations ends or changes what one for all has set. */
  record SetByPlatform() implements ProtectResult {}

  /** The hold would end in the past. */
  record HoldIsOver() implements ProtectResult {}
}
