package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.tenancy.Systems.ReassignResult;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Gives a system, whose row is locked, to another organization. */
final class Reassignment {

  /**
   * Locks the organization with the smaller id first, so that reassignments in opposite directions
   * do not deadlock.
   */
  private static final String LOCK_OWNERS =
      """
      select o.id
        from vault.organization o
       where o.id in (:former, :owner)
       order by o.id
         for no key update
      """;

  /** Enforces the quota in one conditional statement, as for an upload. */
  private static final String ADD_TO_NEW_OWNER =
      """
      update vault.organization
         set used_bytes = used_bytes + :used, reserved_bytes = reserved_bytes + :reserved
       where id = :owner
         and (quota_bytes = 0 or used_bytes + reserved_bytes + :used + :reserved <= quota_bytes)
      """;

  private static final String SUBTRACT_FROM_FORMER_OWNER =
      """
      update vault.organization
         set used_bytes = used_bytes - :used, reserved_bytes = reserved_bytes - :reserved
       where id = :former
      """;

  /**
   * The foreign key moves all backups of the system. Another policy may apply now, so the system is
   * due to be judged again.
   */
  private static final String REASSIGN =
      """
      update vault.managed_system
         set organization_id = :owner, judged_at = null, revision = revision + 1
       where id = :system
      """;

  private Reassignment() {}

  static ReassignResult of(
      Handle handle, Actor actor, SystemProfile profile, Organization newOwner) {
    long used = profile.system().used().bytes();
    long reserved = profile.reserved().bytes();
    UUID system = profile.system().uuid();
    UUID former = profile.system().organizationId();
    UUID owner = newOwner.id();
    if (former.equals(owner)) {
      return new Systems.Reassigned(new ByteSize(used + reserved));
    }
    handle
        .createQuery(LOCK_OWNERS)
        .bind("former", former)
        .bind("owner", owner)
        .mapTo(UUID.class)
        .list();
    int counted =
        handle
            .createUpdate(ADD_TO_NEW_OWNER)
            .bind("owner", owner)
            .bind("used", used)
            .bind("reserved", reserved)
            .execute();
    if (counted == 0) {
      return new Systems.QuotaExceeded();
    }
    handle
        .createUpdate(SUBTRACT_FROM_FORMER_OWNER)
        .bind("former", former)
        .bind("used", used)
        .bind("reserved", reserved)
        .execute();
    // Recorded for the former owner and for the new one, so that both find it.
    record(handle, actor, system, "to " + newOwner.name());
    handle.createUpdate(REASSIGN).bind("system", system).bind("owner", owner).execute();
    record(handle, actor, system, "from " + former);
    return new Systems.Reassigned(new ByteSize(used + reserved));
  }

  private static void record(Handle handle, Actor actor, UUID system, String detail) {
    PostgresAuditLog.recordOfSystem(handle, actor, AuditAction.SYSTEM_REASSIGNED, system, detail);
  }
}
