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
   * In one transaction: the backup stops being available, a tombstone is written, its bytes become
   * due for purging after {@code grace}, and it is known who did it.
   *
   * @param organizationId the only one whose backups are found; empty: all
   */
  DeleteBackup.Result delete(
      Actor actor, Optional<UUID> organizationId, DeleteCommand command, Duration grace);

  /**
   * Makes a deleted backup available again and takes its tombstone away, unless its purge is due or
   * was ever claimed: of the two, whoever is first wins, and the other one changes nothing. Where
   * its bytes count no more they are counted again, if quota and cap have room, by one conditional
   * statement as for an upload.
   */
  UndeleteResult undelete(Authority by, BackupId id);

  /** Deleted ones whose data is not gone, the last deleted first. */
  List<DeletedBackup> page(Authority by, PageQuery query);

  /** Changes what protects an available backup. Repeatable. */
  ProtectResult protect(Authority by, BackupId id, Protection protection);
}
