package dev.coffer.application.deletion;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.Deletions.ProtectResult;
import dev.coffer.application.deletion.Deletions.UndeleteResult;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes backups, restores them and protects them. Every answer is limited to the scope of the
 * authority, in the statement itself. Each change is one transaction and an event of the {@link
 * AuditLog}, and raises the revision of the system's list, so that retention judges it again.
 */
public interface DeletionIndex {

  /**
   * Deletes a backup in one transaction: it is no longer available, a tombstone is written that
   * says who deleted it, and its data becomes due for purging after {@code grace}.
   *
   * @param organizationId the only organization whose backups are found; empty = all
   */
  DeleteBackup.Result delete(
      Actor actor, Optional<UUID> organizationId, DeleteCommand command, Duration grace);

  /**
   * Makes a deleted backup available again and removes its tombstone, unless its purge is due or
   * was ever claimed. If both happen at the same moment, the first one wins and the other changes
   * nothing. If the backup's bytes no longer count as used, they are counted again, provided that
   * quota and cap have room; one conditional statement does this, as for an upload.
   */
  UndeleteResult undelete(Authority by, BackupId id);

  /** Returns deleted backups whose data still exists, the last deleted first. */
  List<DeletedBackup> page(Authority by, PageQuery query);

  /** Changes the protection of an available backup. Repeatable. */
  ProtectResult protect(Authority by, BackupId id, Protection protection);
}
