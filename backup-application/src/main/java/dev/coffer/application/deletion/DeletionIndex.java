package dev.coffer.application.deletion;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import java.time.Duration;
import java.util.List;

/**
 * What operators do about deletion: keep backups from it, ask for it, take it back. Every answer is
 * limited to the organization of the operator, in the statement itself. Each change is one
 * transaction and an event of the {@link AuditLog}, and raises the revision of the system's list,
 * so that retention judges it again.
 */
public interface DeletionIndex {

  /** Changes what protects an available backup. Repeatable. */
  ProtectBackup.Result protect(Actor actor, Operator operator, BackupId id, Protection protection);

  /** As {@link BackupIndex#delete}, of whatever system. */
  DeleteBackup.Result delete(Actor actor, Operator operator, BackupId id, Duration grace);

  /** Deleted ones whose bytes are not gone, the last deleted first. */
  List<DeletedBackup> deleted(Operator operator, ListDeleted.Query query);

  /**
   * Makes a deleted backup available again and takes its tombstone away, unless its purge is due or
   * was ever claimed: of the two, whoever is first wins, and the other one changes nothing. Where
   * its bytes count no more they are counted again, if quota and cap have room, by one conditional
   * statement as for an upload.
   */
  UndeleteBackup.Result undelete(Actor actor, Operator operator, BackupId id);
}
