package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.tenancy.OwnershipIndex;
import dev.coffer.application.tenancy.ReassignSystem;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Thread-safe. */
public final class PostgresOwnershipIndex implements OwnershipIndex {

  private static final String COUNTS =
      "select organization_id, used_bytes, reserved_bytes from vault.managed_system where id = :system";

  private static final String NEW_OWNER =
      """
      select o.id
        from vault.organization o
       where o.name = :name
         and o.id between :first_organization and :last_organization
      """;

  /** Of two rows of one kind the one with the smaller id first, whoever it is. */
  private static final String LOCK_OWNERS =
      """
      select o.id
        from vault.organization o
       where o.id in (:former, :owner)
       order by o.id
         for no key update
      """;

  /** The quota is held by this one conditional statement, as for an upload. */
  private static final String COUNT_FOR_NEW_OWNER =
      """
      update vault.organization
         set used_bytes = used_bytes + :used, reserved_bytes = reserved_bytes + :reserved
       where id = :owner
         and (quota_bytes = 0 or used_bytes + reserved_bytes + :used + :reserved <= quota_bytes)
      """;

  private static final String COUNT_NO_MORE_FOR_FORMER =
      """
      update vault.organization
         set used_bytes = used_bytes - :used, reserved_bytes = reserved_bytes - :reserved
       where id = :former
      """;

  /** The foreign key takes all backups along. Another policy may be its own now. */
  private static final String REASSIGN =
      """
      update vault.managed_system
         set organization_id = :owner, judged_at = null, revision = revision + 1
       where id = :system
      """;

  private final Database database;

  public PostgresOwnershipIndex(Database database) {
    this.database = database;
  }

  private record Counts(UUID owner, long used, long reserved) {

    ByteSize size() {
      return new ByteSize(used + reserved);
    }
  }

  @Override
  public ReassignSystem.Result reassign(
      Actor actor, Operator operator, SystemId id, String organization) {
    return database.transaction(
        "reassign system",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, operator, id);
          if (system.isEmpty()) {
            return new ReassignSystem.UnknownSystem();
          }
          return newOwner(handle, operator, organization)
              .map(owner -> reassign(handle, actor, system.get(), owner, organization))
              .orElseGet(ReassignSystem.UnknownOrganization::new);
        });
  }

  private static Optional<UUID> newOwner(Handle handle, Operator operator, String name) {
    return OperatorScope.bind(handle.createQuery(NEW_OWNER), operator)
        .bind("name", name)
        .mapTo(UUID.class)
        .findOne();
  }

  private static ReassignSystem.Result reassign(
      Handle handle, Actor actor, UUID system, UUID owner, String name) {
    Counts counts = counts(handle, system);
    if (counts.owner().equals(owner)) {
      return new ReassignSystem.Reassigned(counts.size());
    }
    handle
        .createQuery(LOCK_OWNERS)
        .bind("former", counts.owner())
        .bind("owner", owner)
        .mapTo(UUID.class)
        .list();
    int counted =
        handle
            .createUpdate(COUNT_FOR_NEW_OWNER)
            .bind("owner", owner)
            .bind("used", counts.used())
            .bind("reserved", counts.reserved())
            .execute();
    if (counted == 0) {
      return new ReassignSystem.QuotaExceeded();
    }
    handle
        .createUpdate(COUNT_NO_MORE_FOR_FORMER)
        .bind("former", counts.owner())
        .bind("used", counts.used())
        .bind("reserved", counts.reserved())
        .execute();
    // Once for the owner before and once for the one after, so that both find it.
    record(handle, actor, system, "to " + name);
    handle.createUpdate(REASSIGN).bind("system", system).bind("owner", owner).execute();
    record(handle, actor, system, "from " + counts.owner());
    return new ReassignSystem.Reassigned(counts.size());
  }

  private static void record(Handle handle, Actor actor, UUID system, String detail) {
    PostgresAuditLog.recordOfSystem(handle, actor, AuditAction.SYSTEM_REASSIGNED, system, detail);
  }

  private static Counts counts(Handle handle, UUID system) {
    return handle
        .createQuery(COUNTS)
        .bind("system", system)
        .map((row, context) ->
            new Counts(
                Rows.uuid(row, "organization_id"),
                row.getLong("used_bytes"),
                row.getLong("reserved_bytes")))
        .one();
  }
}
