package dev.coffer.adapter.postgres.retention;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Where removals are halted: of organizations, and of the vault. Within a transaction. */
final class RetentionHalts {

  private static final String HALT =
      """
      insert into vault.retention_halt as h (organization_id, reason)
      select o.id, :reason
        from vault.organization o
       where o.id = :organization
          on conflict (organization_id) do update
             set halted_at = excluded.halted_at, reason = excluded.reason, accepted_at = null
           where h.accepted_at is not null
      """;

  private static final String OF_ORGANIZATIONS =
      """
      select h.organization_id, o.name, h.halted_at, h.reason
        from vault.retention_halt h
        join vault.organization o on o.id = h.organization_id
       where h.accepted_at is null
         and h.organization_id between :first_organization and :last_organization
       order by o.name
      """;

  private static final String ACCEPT =
      """
      with accepted as (
             update vault.retention_halt h
                set accepted_at = clock_timestamp()
              where h.accepted_at is null
                and h.organization_id between :first_organization and :last_organization
             returning h.organization_id, h.halted_at, h.reason)
      select a.organization_id, o.name, a.halted_at, a.reason
        from accepted a
        join vault.organization o on o.id = a.organization_id
       order by o.name
      """;

  private static final String TAKE_ACCEPTED =
      "delete from vault.retention_halt where accepted_at is not null returning organization_id";

  /** A reason that is not a clock may name a system of any organization. */
  private static final String OF_VAULT =
      """
      select j.halted_reason
        from vault.job j
       where j.name = 'retention'
         and j.halted_at is not null
         and (:of_all or j.halted_by_clock)
      """;

  private static final String ACCEPT_OF_VAULT =
      """
      update vault.job j
         set halted_at = null, halted_reason = null, halted_by_clock = false
        from vault.job before
       where j.name = 'retention'
         and before.name = j.name
         and j.halted_at is not null
      returning before.halted_reason, before.halted_by_clock
      """;

  /** So that the next pass begins with the next turn. */
  private static final String BEGIN_SOON =
      "update vault.job set last_run_at = null where name = 'retention'";

  private record OfVault(String reason, boolean isByClock) {}

  private RetentionHalts() {}

  static void halt(Handle handle, UUID organization, String reason) {
    handle.createUpdate(HALT).bind("organization", organization).bind("reason", reason).execute();
  }

  static Halts find(Handle handle, Authority by) {
    return new Halts(
        handle.createQuery(OF_VAULT).bind("of_all", by.reachesAll()).mapTo(String.class).findOne(),
        OperatorScope.bind(handle.createQuery(OF_ORGANIZATIONS), by)
            .map((row, context) -> halt(row))
            .list());
  }

  private static Halt halt(ResultSet row) throws SQLException {
    return new Halt(
        Rows.uuid(row, "organization_id"),
        row.getString("name"),
        Rows.instant(row, "halted_at"),
        row.getString("reason"));
  }

  /** The organizations whose next pass has begun now; it is the only one that is accepted. */
  static Set<UUID> takeAccepted(Handle handle) {
    return new HashSet<>(handle.createQuery(TAKE_ACCEPTED).mapTo(UUID.class).list());
  }

  static Halts accept(Handle handle, Authority by) {
    return accepted(handle, by, by.reachesAll() ? acceptOfVault(handle, by) : Optional.empty());
  }

  /** Of one organization, which is in scope. */
  static Halts accept(Handle handle, Authority by, UUID organization) {
    return accepted(handle, new Authority(by.actor(), Optional.of(organization)), Optional.empty());
  }

  private static Halts accepted(Handle handle, Authority by, Optional<String> ofVault) {
    List<Halt> accepted =
        OperatorScope.bind(handle.createQuery(ACCEPT), by).map((row, context) -> halt(row)).list();
    accepted.forEach(halt ->
        PostgresAuditLog.recordOfOrganization(
            handle,
            by.actor(),
            AuditAction.RETENTION_ACCEPTED,
            halt.organizationId(),
            halt.reason()));
    var halts = new Halts(ofVault, accepted);
    if (!halts.isEmpty()) {
      handle.execute(BEGIN_SOON);
    }
    return halts;
  }

  private static Optional<String> acceptOfVault(Handle handle, Authority by) {
    Optional<OfVault> accepted =
        handle
            .createQuery(ACCEPT_OF_VAULT)
            .map((row, context) ->
                new OfVault(row.getString("halted_reason"), row.getBoolean("halted_by_clock")))
            .findOne();
    accepted.ifPresent(halt -> {
      if (halt.isByClock()) {
        ConfirmedTime.apply(handle);
      }
      PostgresAuditLog.record(handle, by.actor(), AuditAction.RETENTION_ACCEPTED, halt.reason());
    });
    return accepted.map(OfVault::reason);
  }
}
