package dev.coffer.adapter.postgres.deletion;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What a delete does to a backup, whoever asks for it: an appliance, an operator or retention. */
public final class BackupDeletion {

  private static final String ADD_TOMBSTONE =
      """
      insert into vault.tombstone (backup_id, organization_id, system_id, object_key)
      select b.id, b.organization_id, b.system_id, b.object_key
        from vault.backup b
       where b.id = :backup
      """;

  private static final String MARK_DELETING =
      """
      update vault.backup
         set state = 'deleting', deleted_at = clock_timestamp(), updated_at = clock_timestamp(),
             purge_after = clock_timestamp() + :grace * interval '1 millisecond'
       where id = :backup
      """;

  private BackupDeletion() {}

  /** Of a system that is locked, and an available backup of it. */
  public static void markDeleting(
      Handle handle, Actor actor, UUID system, BackupId backup, Duration grace, String detail) {
    handle.createUpdate(ADD_TOMBSTONE).bind("backup", backup.value()).execute();
    handle
        .createUpdate(MARK_DELETING)
        .bind("backup", backup.value())
        .bind("grace", grace.toMillis())
        .execute();
    Systems.raiseRevision(handle, system);
    PostgresAuditLog.record(handle, actor, AuditAction.BACKUP_DELETED, backup, detail);
  }
}
