package dev.coffer.adapter.postgres.deletion;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.catalog.PostgresBackupIndex;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.DeletionIndex;
import dev.coffer.application.deletion.ListDeleted;
import dev.coffer.application.deletion.ProtectBackup;
import dev.coffer.application.deletion.UndeleteBackup;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * Longer than other files because its statements belong side by side. Every transaction locks the
 * system first, then the organization, then the backup. Thread-safe.
 */
public final class PostgresDeletionIndex implements DeletionIndex {

  private static final String PIN =
      """
      update vault.backup
         set pinned = :pinned, updated_at = clock_timestamp()
       where id = :backup
         and state = 'available'
         and organization_id between :first_organization and :last_organization
      """;

  private static final String HOLD =
      """
      update vault.backup
         set hold_until = cast(:until as timestamptz), updated_at = clock_timestamp()
       where id = :backup
         and state = 'available'
         and organization_id between :first_organization and :last_organization
      """;

  private static final String IS_AHEAD = "select cast(:until as timestamptz) > clock_timestamp()";

  private static final String AVAILABLE =
      """
      select b.extension, b.pinned or coalesce(b.hold_until > clock_timestamp(), false) as is_protected
        from vault.backup b
       where b.id = :backup
         and b.state = 'available'
         and b.organization_id between :first_organization and :last_organization
      """;

  public static final String DELETED =
      """
      select b.id as backup_id, b.number, b.filename, b.extension, b.media_type, b.size_bytes, b.sha256,
             b.received_at, b.damaged, b.deleted_at, b.purge_after, s.key, o.name as organization,
             b.lease_token is not null or b.purge_error is not null or b.purge_after <= clock_timestamp() as purging
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
        join vault.organization o on o.id = b.organization_id
       where b.state = 'deleting'
         and b.size_bytes is not null
         and (b.deleted_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.deleted_at desc, b.id desc
       limit :max
      """;

  public static final String DELETED_OF_ORGANIZATION =
      """
      select b.id as backup_id, b.number, b.filename, b.extension, b.media_type, b.size_bytes, b.sha256,
             b.received_at, b.damaged, b.deleted_at, b.purge_after, s.key, o.name as organization,
             b.lease_token is not null or b.purge_error is not null or b.purge_after <= clock_timestamp() as purging
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
        join vault.organization o on o.id = b.organization_id
       where b.state = 'deleting'
         and b.size_bytes is not null
         and b.organization_id = :organization
         and (b.deleted_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.deleted_at desc, b.id desc
       limit :max
      """;

  /** Before anything is reserved: a purge that has begun is told as such, whatever the room. */
  private static final String IN_GRACE =
      """
      select b.size_bytes, b.is_counted,
             b.lease_token is null and b.purge_error is null and b.purge_after > clock_timestamp() as in_grace
        from vault.backup b
       where b.id = :backup
         and b.state = 'deleting'
         and b.size_bytes is not null
         and b.organization_id between :first_organization and :last_organization
      """;

  /** As for an upload, by one conditional statement. */
  private static final String COUNT_ON_ORGANIZATION =
      """
      update vault.organization o
         set used_bytes = o.used_bytes + :size
        from vault.managed_system s
       where s.id = :system
         and o.id = s.organization_id
         and (o.quota_bytes = 0 or o.used_bytes + o.reserved_bytes + :size <= o.quota_bytes)
      """;

  private static final String COUNT_ON_SYSTEM =
      """
      update vault.managed_system
         set used_bytes = used_bytes + :size
       where id = :system
         and (cap_bytes = 0 or used_bytes + reserved_bytes + :size <= cap_bytes)
      """;

  /**
   * A purge claims the row without the lock of the system: one of the two waits for the other one's
   * row and then finds the condition changed.
   */
  private static final String UNDELETE =
      """
      update vault.backup
         set state = 'available', deleted_at = null, purge_after = null, lease_owner = null, lease_until = null,
             is_counted = true, verdict = null, stays_until = null, updated_at = clock_timestamp()
       where id = :backup
         and state = 'deleting'
         and lease_token is null
         and purge_error is null
         and purge_after > clock_timestamp()
      """;

  private static final String UNBURY = "delete from vault.tombstone where backup_id = :backup";

  private final Database database;

  public PostgresDeletionIndex(Database database) {
    this.database = database;
  }

  @Override
  public ProtectBackup.Result protect(
      Actor actor, Operator operator, BackupId id, Protection protection) {
    return database.transaction(
        "protect backup",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, operator, id);
          if (system.isEmpty()) {
            return new ProtectBackup.NotFound();
          }
          if (protection instanceof Protection.Held(Instant until) && !isAhead(handle, until)) {
            return new ProtectBackup.HoldIsOver();
          }
          Update update = statement(handle, protection).bind("backup", id.value());
          if (OperatorScope.bind(update, operator).execute() == 0) {
            return new ProtectBackup.NotFound();
          }
          Systems.raiseRevision(handle, system.get());
          PostgresAuditLog.record(handle, actor, action(protection), id, detail(protection));
          return new ProtectBackup.Done();
        });
  }

  private static boolean isAhead(Handle handle, Instant until) {
    return handle
        .createQuery(IS_AHEAD)
        .bind("until", Rows.timestamp(until))
        .mapTo(Boolean.class)
        .one();
  }

  private static Update statement(Handle handle, Protection protection) {
    return switch (protection) {
      case Protection.Pinned() -> handle.createUpdate(PIN).bind("pinned", true);
      case Protection.Unpinned() -> handle.createUpdate(PIN).bind("pinned", false);
      case Protection.Held(Instant until) ->
          handle.createUpdate(HOLD).bind("until", Rows.timestamp(until));
      case Protection.Released() -> handle.createUpdate(HOLD).bind("until", (String) null);
    };
  }

  private static AuditAction action(Protection protection) {
    return switch (protection) {
      case Protection.Pinned() -> AuditAction.BACKUP_PINNED;
      case Protection.Unpinned() -> AuditAction.BACKUP_UNPINNED;
      case Protection.Held _ -> AuditAction.BACKUP_HELD;
      case Protection.Released() -> AuditAction.BACKUP_RELEASED;
    };
  }

  private static String detail(Protection protection) {
    return protection instanceof Protection.Held(Instant until) ? "until " + until : "";
  }

  private record Available(BackupExtension extension, boolean isProtected) {}

  @Override
  public DeleteBackup.Result delete(Actor actor, Operator operator, BackupId id, Duration grace) {
    return database.transaction(
        "delete",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, operator, id);
          Optional<Available> found = system.flatMap(_ -> available(handle, operator, id));
          if (found.isEmpty()) {
            return new DeleteBackup.NotFound();
          }
          if (found.get().isProtected()) {
            return new DeleteBackup.Protected();
          }
          var ref = new BackupRef(id, found.get().extension());
          PostgresBackupIndex.bury(handle, actor, system.get(), ref, grace, "");
          return new DeleteBackup.Deleted();
        });
  }

  private static Optional<Available> available(Handle handle, Operator operator, BackupId id) {
    return OperatorScope.bind(handle.createQuery(AVAILABLE), operator)
        .bind("backup", id.value())
        .map((row, context) ->
            new Available(
                BackupExtension.ofSuffix(row.getString("extension")),
                row.getBoolean("is_protected")))
        .findOne();
  }

  @Override
  public List<DeletedBackup> deleted(Operator operator, ListDeleted.Query query) {
    return database.query(
        "list deleted backups",
        handle -> {
          Query statement =
              operator
                  .organizationId()
                  .map(organization ->
                      handle
                          .createQuery(DELETED_OF_ORGANIZATION)
                          .bind("organization", organization))
                  .orElseGet(() -> handle.createQuery(DELETED));
          return statement
              .bind(
                  "below_at",
                  query.after().map(place -> Rows.timestamp(place.deletedAt())).orElse("infinity"))
              .bind("below_id", query.after().map(ListDeleted.Place::id).orElse(new UUID(-1, -1)))
              .bind("max", query.max())
              .addCustomizer(Replan.PER_CALL)
              .map((row, context) -> deleted(row))
              .list();
        });
  }

  private static DeletedBackup deleted(ResultSet row) throws SQLException {
    return new DeletedBackup(
        Rows.backup(row),
        new SystemId(row.getString("key")),
        row.getString("organization"),
        Rows.instant(row, "deleted_at"),
        Rows.instant(row, "purge_after"),
        row.getBoolean("purging"));
  }

  private record Deleted(long size, boolean isCounted, boolean inGrace) {}

  @Override
  public UndeleteBackup.Result undelete(Actor actor, Operator operator, BackupId id) {
    return database.transaction(
        "undelete",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, operator, id);
          Optional<Deleted> found = system.flatMap(_ -> inGrace(handle, operator, id));
          if (found.isEmpty()) {
            return new UndeleteBackup.NotFound();
          }
          if (!found.get().inGrace()) {
            return new UndeleteBackup.PurgeBegun();
          }
          UndeleteBackup.Result result = undelete(handle, system.get(), id, found.get());
          if (result instanceof UndeleteBackup.Undeleted) {
            Systems.raiseRevision(handle, system.get());
            PostgresAuditLog.record(handle, actor, AuditAction.BACKUP_UNDELETED, id, "");
          } else {
            handle.rollback();
          }
          return result;
        });
  }

  private static Optional<Deleted> inGrace(Handle handle, Operator operator, BackupId id) {
    return OperatorScope.bind(handle.createQuery(IN_GRACE), operator)
        .bind("backup", id.value())
        .map((row, context) ->
            new Deleted(
                row.getLong("size_bytes"),
                row.getBoolean("is_counted"),
                row.getBoolean("in_grace")))
        .findOne();
  }

  private static UndeleteBackup.Result undelete(
      Handle handle, UUID system, BackupId id, Deleted deleted) {
    if (!deleted.isCounted()) {
      if (!count(handle, COUNT_ON_ORGANIZATION, system, deleted.size())) {
        return new UndeleteBackup.QuotaExceeded();
      }
      if (!count(handle, COUNT_ON_SYSTEM, system, deleted.size())) {
        return new UndeleteBackup.CapExceeded();
      }
    }
    if (handle.createUpdate(UNDELETE).bind("backup", id.value()).execute() == 0) {
      return new UndeleteBackup.PurgeBegun();
    }
    handle.createUpdate(UNBURY).bind("backup", id.value()).execute();
    return new UndeleteBackup.Undeleted();
  }

  private static boolean count(Handle handle, String statement, UUID system, long size) {
    return handle.createUpdate(statement).bind("system", system).bind("size", size).execute() == 1;
  }
}
