package dev.coffer.adapter.postgres.deletion;

import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_AVAILABLE;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_DELETED;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_HELD;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_IN_GRACE;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_IN_SCOPE;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_PROTECTED;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.DeletionIndex;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.Deletions.ProtectResult;
import dev.coffer.application.deletion.Deletions.UndeleteResult;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
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
 * Pins, holds, deletions and restores. Every transaction locks the system first, then the
 * organization, then the backup. Longer than other files because its statements belong side by
 * side. Thread-safe.
 */
public final class PostgresDeletionIndex implements DeletionIndex {

  private static final String AVAILABLE_BACKUP =
      " where b.id = :backup and " + IS_AVAILABLE + " and " + IS_IN_SCOPE;

  /** Whoever pins it too does not widen who may unpin it, unless they reach all. */
  private static final String PIN =
      """
      update vault.backup b
         set pinned = :pinned, pinned_by_platform = :pinned and (b.pinned_by_platform or :of_all),
             updated_at = clock_timestamp()
      """
          + AVAILABLE_BACKUP;

  private static final String HOLD =
      """
      update vault.backup b
         set hold_until = cast(:until as timestamptz),
             held_by_platform = cast(:until as timestamptz) is not null and :of_all,
             updated_at = clock_timestamp()
      """
          + AVAILABLE_BACKUP;

  private static final String OF_PLATFORM =
      "select b.pinned and b.pinned_by_platform as pin, b.held_by_platform and "
          + IS_HELD
          + " as hold from vault.backup b"
          + AVAILABLE_BACKUP;

  private static final String IS_AHEAD = "select cast(:until as timestamptz) > clock_timestamp()";

  /** A parameter that is null sets no condition. */
  private static final String TO_DELETE =
      "select b.system_id, "
          + IS_PROTECTED
          + """
                 as is_protected
            from vault.backup b
            join vault.managed_system s on s.id = b.system_id
          """
          + AVAILABLE_BACKUP
          + """
             and s.key = coalesce(cast(:system as text), s.key)
             and b.extension = coalesce(cast(:extension as text), b.extension)
          """;

  private static final String ALL_DELETED =
      """
      select b.id as backup_id, b.number, b.filename, b.extension, b.media_type, b.size_bytes, b.sha256,
             b.received_at, b.damaged, b.deleted_at, b.purge_after, s.key, o.name as organization, not
      """
          + IS_IN_GRACE
          + """
                 as purging
            from vault.backup b
            join vault.managed_system s on s.id = b.system_id
            join vault.organization o on o.id = b.organization_id
           where
          """
          + IS_DELETED;

  private static final String PAGE =
      """
         and (b.deleted_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.deleted_at desc, b.id desc
       limit :max
      """;

  public static final String DELETED = ALL_DELETED + PAGE;

  public static final String DELETED_OF_ORGANIZATION =
      ALL_DELETED + " and b.organization_id = :organization " + PAGE;

  /**
   * Read before anything is reserved: a purge that has begun is reported as such, even if there is
   * no room either.
   */
  private static final String TO_UNDELETE =
      "select b.size_bytes, b.is_counted, "
          + IS_IN_GRACE
          + " as in_grace from vault.backup b where b.id = :backup and "
          + IS_DELETED
          + " and "
          + IS_IN_SCOPE;

  /** Enforces the quota in one conditional statement, as for an upload. */
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
   * A purge claims the row without locking the system. When both run at once, one waits for the
   * other's row lock and then finds the condition changed.
   */
  private static final String UNDELETE =
      """
      update vault.backup b
         set state = 'available', deleted_at = null, purge_after = null, lease_owner = null, lease_until = null,
             is_counted = true, verdict = null, stays_until = null, updated_at = clock_timestamp()
       where b.id = :backup
         and
      """
          + IS_DELETED
          + " and "
          + IS_IN_GRACE;

  private static final String REMOVE_TOMBSTONE =
      "delete from vault.tombstone where backup_id = :backup";

  private final Database database;

  public PostgresDeletionIndex(Database database) {
    this.database = database;
  }

  @Override
  public ProtectResult protect(Authority by, BackupId id, Protection protection) {
    return database.transaction(
        "protect backup",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, by, id);
          if (system.isEmpty()) {
            return new Deletions.NotStored();
          }
          if (protection instanceof Protection.Held(Instant until) && !isAhead(handle, until)) {
            return new Deletions.HoldIsOver();
          }
          if (!by.reachesAll() && isOfPlatform(handle, by, id, protection)) {
            return new Deletions.SetByPlatform();
          }
          Update update =
              statement(handle, protection)
                  .bind("backup", id.value())
                  .bind("of_all", by.reachesAll());
          if (OperatorScope.bind(update, by).execute() == 0) {
            return new Deletions.NotStored();
          }
          Systems.raiseRevision(handle, system.get());
          PostgresAuditLog.record(handle, by.actor(), action(protection), id, detail(protection));
          return new Deletions.ProtectionChanged();
        });
  }

  /** Whether this changes what somebody of a wider reach has set. */
  private static boolean isOfPlatform(
      Handle handle, Authority by, BackupId id, Protection protection) {
    String changed =
        switch (protection) {
          case Protection.Pinned() -> "";
          case Protection.Unpinned() -> "pin";
          case Protection.Held _, Protection.Released() -> "hold";
        };
    return !changed.isEmpty()
        && OperatorScope.bind(handle.createQuery(OF_PLATFORM), by)
            .bind("backup", id.value())
            .map((row, context) -> row.getBoolean(changed))
            .findOne()
            .orElse(false);
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

  private record ToDelete(UUID system, boolean isProtected) {}

  @Override
  public DeleteBackup.Result delete(
      Actor actor, Optional<UUID> organizationId, DeleteCommand command, Duration grace) {
    return database.transaction(
        "delete",
        handle ->
            // Looks the backup up before locking its system, so that no call waits for a system out
            // of scope.
            toDelete(handle, organizationId, command)
                .flatMap(seen -> {
                  Systems.lock(handle, seen.system());
                  return toDelete(handle, organizationId, command);
                })
                .<DeleteBackup.Result>map(found -> {
                  if (found.isProtected()) {
                    return new DeleteBackup.Protected();
                  }
                  BackupDeletion.markDeleting(
                      handle, actor, found.system(), command.id(), grace, "");
                  return new DeleteBackup.Deleted();
                })
                .orElseGet(DeleteBackup.NotFound::new));
  }

  private static Optional<ToDelete> toDelete(
      Handle handle, Optional<UUID> organizationId, DeleteCommand command) {
    return OperatorScope.bind(handle.createQuery(TO_DELETE), organizationId)
        .bind("backup", command.id().value())
        .bind("system", command.systemId().map(SystemId::value).orElse(null))
        .bind("extension", command.extension().map(BackupExtension::suffix).orElse(null))
        .map((row, context) ->
            new ToDelete(Rows.uuid(row, "system_id"), row.getBoolean("is_protected")))
        .findOne();
  }

  @Override
  public List<DeletedBackup> page(Authority by, PageQuery query) {
    return database.query(
        "list deleted backups",
        handle -> {
          Query statement =
              by.organizationId()
                  .map(organization ->
                      handle
                          .createQuery(DELETED_OF_ORGANIZATION)
                          .bind("organization", organization))
                  .orElseGet(() -> handle.createQuery(DELETED));
          return statement
              .bind(
                  "below_at",
                  query.after().map(place -> Rows.timestamp(place.deletedAt())).orElse("infinity"))
              .bind("below_id", query.after().map(Deletions.Place::id).orElse(new UUID(-1, -1)))
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
  public UndeleteResult undelete(Authority by, BackupId id) {
    return database.transaction(
        "undelete",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, by, id);
          Optional<Deleted> found = system.flatMap(_ -> toUndelete(handle, by, id));
          if (found.isEmpty()) {
            return new Deletions.NotDeleted();
          }
          if (!found.get().inGrace()) {
            return new Deletions.PurgeBegun();
          }
          UndeleteResult result = undelete(handle, system.get(), id, found.get());
          if (result instanceof Deletions.Undeleted) {
            Systems.raiseRevision(handle, system.get());
            PostgresAuditLog.record(handle, by.actor(), AuditAction.BACKUP_UNDELETED, id, "");
          } else {
            handle.rollback();
          }
          return result;
        });
  }

  private static Optional<Deleted> toUndelete(Handle handle, Authority by, BackupId id) {
    return OperatorScope.bind(handle.createQuery(TO_UNDELETE), by)
        .bind("backup", id.value())
        .map((row, context) ->
            new Deleted(
                row.getLong("size_bytes"),
                row.getBoolean("is_counted"),
                row.getBoolean("in_grace")))
        .findOne();
  }

  private static UndeleteResult undelete(Handle handle, UUID system, BackupId id, Deleted deleted) {
    if (!deleted.isCounted()) {
      if (!count(handle, COUNT_ON_ORGANIZATION, system, deleted.size())) {
        return new Deletions.QuotaExceeded();
      }
      if (!count(handle, COUNT_ON_SYSTEM, system, deleted.size())) {
        return new Deletions.CapExceeded();
      }
    }
    if (handle.createUpdate(UNDELETE).bind("backup", id.value()).execute() == 0) {
      return new Deletions.PurgeBegun();
    }
    handle.createUpdate(REMOVE_TOMBSTONE).bind("backup", id.value()).execute();
    return new Deletions.Undeleted();
  }

  private static boolean count(Handle handle, String statement, UUID system, long size) {
    return handle.createUpdate(statement).bind("system", system).bind("size", size).execute() == 1;
  }
}
