package dev.coffer.adapter.postgres.deletion;

import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_AVAILABLE;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_PROTECTED;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Marks a backup as deleted: the same steps for appliances, operators and retention. */
public final class BackupDeletion {

  private static final String ADD_TOMBSTONE =
      """
      insert into vault.tombstone (backup_id, organization_id, system_id, object_key)
      select b.id, b.organization_id, b.system_id, b.object_key
        from vault.backup b
       where b.id = :backup
      """;

  /**
   * The last check, whatever earlier statements found: only an available, unprotected backup of
   * this system is ever deleted.
   */
  private static final String MARK_DELETING =
      """
      update vault.backup b
         set state = 'deleting', deleted_at = t.at, updated_at = clock_timestamp(),
             purge_after = t.at + :grace * interval '1 millisecond'
        from vault.time t
       where b.id = :backup
         and b.system_id = :system
         and
      """
          + IS_AVAILABLE
          + " and not "
          + IS_PROTECTED;

  private BackupDeletion() {}

  /**
   * Deletes a backup of a system whose row is locked.
   *
   * @throws IllegalStateException if the system has no such backup, or it is not available, or it
   *     is protected
   */
  public static void markDeleting(
      Handle handle, Actor actor, UUID system, BackupId backup, Duration grace, String detail) {
    int marked =
        handle
            .createUpdate(MARK_DELETING)
            .bind("backup", backup.value())
            .bind("system", system)
            .bind("grace", grace.toMillis())
            .execute();
    if (marked != 1) {
      throw new IllegalStateException(
          "backup: %s (expected: available in its system, and not protected)".formatted(backup));
    }
    handle.createUpdate(ADD_TOMBSTONE).bind("backup", backup.value()).execute();
    Systems.raiseRevision(handle, system);
    PostgresAuditLog.record(handle, actor, AuditAction.BACKUP_DELETED, backup, detail);
  }
}
