package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Finds and locks the row of a system. Transactions of several ports do this first. */
public final class Systems {

  /**
   * FOR NO KEY UPDATE: keeps these transactions apart, but does not block rows that refer to the
   * system.
   */
  private static final String LOCK =
      "select id from vault.managed_system where id = :system for no key update";

  private static final String RAISE_REVISION =
      "update vault.managed_system set revision = revision + 1 where id = :system";

  /** By the public key, within the scope of an authority. */
  private static final String FIND =
      """
      select id
        from vault.managed_system
       where lower(key) = lower(:key)
         and key = :key
         and organization_id between :first_organization and :last_organization
      """;

  private static final String FIND_AND_LOCK = FIND + " for no key update";

  private static final String OF_BACKUP =
      """
      select b.system_id
        from vault.backup b
       where b.id = :backup
         and b.organization_id between :first_organization and :last_organization
      """;

  private Systems() {}

  /** Empty if no such system is in scope. */
  public static Optional<UUID> find(Handle handle, Authority by, SystemId id) {
    return find(handle, FIND, by, id);
  }

  /** Like {@link #lock(Handle, UUID)}; empty if no such system is in scope. */
  public static Optional<UUID> lock(Handle handle, Authority by, SystemId id) {
    return find(handle, FIND_AND_LOCK, by, id);
  }

  private static Optional<UUID> find(Handle handle, String statement, Authority by, SystemId id) {
    return OperatorScope.bind(handle.createQuery(statement), by)
        .bind("key", id.value())
        .mapTo(UUID.class)
        .findOne();
  }

  /**
   * Locks the system of a backup. Statements that read the backup afterwards must check the
   * authority's scope again: the system may have changed hands in the meantime.
   */
  public static Optional<UUID> lock(Handle handle, Authority by, BackupId id) {
    Optional<UUID> system =
        OperatorScope.bind(handle.createQuery(OF_BACKUP), by)
            .bind("backup", id.value())
            .mapTo(UUID.class)
            .findOne();
    system.ifPresent(uuid -> lock(handle, uuid));
    return system;
  }

  /** Locks the system until the end of the transaction. Does nothing if there is no such system. */
  public static void lock(Handle handle, UUID system) {
    handle.createQuery(LOCK).bind("system", system).mapTo(UUID.class).findOne();
  }

  /** Records that the system's list has changed. */
  public static void raiseRevision(Handle handle, UUID system) {
    handle.createUpdate(RAISE_REVISION).bind("system", system).execute();
  }
}
