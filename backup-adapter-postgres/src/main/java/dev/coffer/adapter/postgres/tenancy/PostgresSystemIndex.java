package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.application.tenancy.Systems.Change;
import dev.coffer.application.tenancy.Systems.ChangeResult;
import dev.coffer.application.tenancy.Systems.Changed;
import dev.coffer.application.tenancy.Systems.PageQuery;
import dev.coffer.application.tenancy.Systems.ReassignResult;
import dev.coffer.application.tenancy.Systems.Retired;
import dev.coffer.application.tenancy.Systems.UnknownOrganization;
import dev.coffer.application.tenancy.Systems.UnknownSystem;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Systems, their states and their owners. Thread-safe. */
public final class PostgresSystemIndex implements SystemIndex {

  private static final String ADD =
      """
      insert into vault.managed_system (id, organization_id, key, label, state, cap_bytes, expected_interval)
      values (:id, :organization, :key, :label, :state, :cap, :expected_seconds * interval '1 second')
      on conflict (lower(key)) do nothing
      """;

  private static final String PROFILES =
      """
      select s.id as system_id, s.organization_id, s.key, s.label, s.state, s.cap_bytes, s.used_bytes,
             s.reserved_bytes, extract(epoch from s.expected_interval) as expected_seconds, s.created_at,
             o.name as organization
        from vault.managed_system s
        join vault.organization o on o.id = s.organization_id
      """;

  private static final String BY_KEY =
      """
         and lower(s.key) > lower(:after)
       order by lower(s.key)
       limit :max
      """;

  public static final String LIST =
      PROFILES
          + """
           where lower(s.key) > lower(:after)
           order by lower(s.key)
           limit :max
          """;

  public static final String LIST_IN_STATE = PROFILES + " where s.state = :state\n" + BY_KEY;

  public static final String LIST_OF_ORGANIZATION =
      PROFILES + " where s.organization_id = :organization\n" + BY_KEY;

  public static final String LIST_OF_ORGANIZATION_IN_STATE =
      PROFILES + " where s.organization_id = :organization and s.state = :state\n" + BY_KEY;

  private static final String FIND =
      PROFILES
          + """
           where lower(s.key) = lower(:key)
             and s.key = :key
             and s.organization_id between :first_organization and :last_organization
          """;

  private static final String CHANGE =
      """
      update vault.managed_system
         set label = :label,
             state = :state,
             cap_bytes = :cap,
             expected_interval = :expected_seconds * interval '1 second'
       where id = :id
      """;

  private final Database database;

  public PostgresSystemIndex(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(
      Authority by,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac) {
    return database.transaction(
        "add system",
        handle -> {
          int added =
              handle
                  .createUpdate(ADD)
                  .bind("id", system.uuid())
                  .bind("organization", system.organizationId())
                  .bind("key", system.id().value())
                  .bind("label", system.label())
                  .bind("state", Rows.lower(system.state()))
                  .bind("cap", system.cap().bytes())
                  .bind("expected_seconds", expectedInterval.toSeconds())
                  .execute();
          if (added == 1) {
            PostgresCredentialIndex.insert(
                handle, system.uuid(), credential.id(), credential.scopes(), Expiry.NEVER, hmac);
            PostgresAuditLog.recordOfSystem(
                handle, by.actor(), AuditAction.SYSTEM_ADDED, system.uuid(), "");
          }
          return added == 1;
        });
  }

  @Override
  public List<SystemProfile> list(Authority by, PageQuery query) {
    Optional<UUID> organization = by.organizationId();
    if (query.organization().isPresent()) {
      Optional<UUID> wanted = OperatorScope.organization(database, by, query.organization().get());
      if (wanted.isEmpty()) {
        return List.of();
      }
      organization = wanted;
    }
    var selection = new Selection(organization, query.state());
    return database.query(
        "list systems",
        handle ->
            selection
                .statement(handle)
                .bind("after", query.after().map(SystemId::value).orElse(""))
                .bind("max", query.max())
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> profile(row))
                .list());
  }

  /** Limits the list to an organization, a state, or both. An empty value sets no limit. */
  private record Selection(Optional<UUID> organization, Optional<SystemState> state) {

    Query statement(Handle handle) {
      Query statement = handle.createQuery(text());
      organization.ifPresent(owner -> statement.bind("organization", owner));
      state.ifPresent(wanted -> statement.bind("state", Rows.lower(wanted)));
      return statement;
    }

    private String text() {
      if (organization.isPresent()) {
        return state.isPresent() ? LIST_OF_ORGANIZATION_IN_STATE : LIST_OF_ORGANIZATION;
      }
      return state.isPresent() ? LIST_IN_STATE : LIST;
    }
  }

  @Override
  public Optional<SystemProfile> find(Authority by, SystemId id) {
    return database.query("find system", handle -> find(handle, by, id));
  }

  /**
   * Locks the system until the end of the transaction, then reads it in a second statement: a
   * statement that also locks would miss a system that changed hands while it waited.
   */
  private static Optional<SystemProfile> lock(Handle handle, Authority by, SystemId id) {
    return Systems.lock(handle, by, id).flatMap(_ -> find(handle, by, id));
  }

  private static Optional<SystemProfile> find(Handle handle, Authority by, SystemId id) {
    return OperatorScope.bind(handle.createQuery(FIND), by)
        .bind("key", id.value())
        .map((row, context) -> profile(row))
        .findOne();
  }

  private static SystemProfile profile(ResultSet row) throws SQLException {
    return new SystemProfile(
        Rows.system(row),
        row.getString("organization"),
        new ByteSize(row.getLong("reserved_bytes")),
        Duration.ofSeconds(row.getLong("expected_seconds")),
        Rows.instant(row, "created_at"));
  }

  @Override
  public ChangeResult change(Authority by, SystemId id, Change change) {
    return database.transaction("change system", handle -> change(handle, by, id, change));
  }

  private static ChangeResult change(Handle handle, Authority by, SystemId id, Change change) {
    Optional<SystemProfile> before = lock(handle, by, id);
    if (before.isEmpty()) {
      return new UnknownSystem();
    }
    if (change.wouldServeRetired(before.get())) {
      return new Retired();
    }
    SystemProfile after = change.appliedTo(before.get());
    if (!after.equals(before.get())) {
      handle
          .createUpdate(CHANGE)
          .bind("id", after.system().uuid())
          .bind("label", after.system().label())
          .bind("state", Rows.lower(after.system().state()))
          .bind("cap", after.system().cap().bytes())
          .bind("expected_seconds", after.expectedInterval().toSeconds())
          .execute();
      PostgresAuditLog.recordOfSystem(
          handle, by.actor(), AuditAction.SYSTEM_CHANGED, after.system().uuid(), change.describe());
    }
    return new Changed(after);
  }

  @Override
  public ReassignResult reassign(Authority by, SystemId id, String organization) {
    return database.transaction(
        "reassign system",
        handle -> {
          Optional<SystemProfile> system = lock(handle, by, id);
          if (system.isEmpty()) {
            return new UnknownSystem();
          }
          Optional<Organization> owner = PostgresOrganizationIndex.find(handle, by, organization);
          return owner.isEmpty()
              ? new UnknownOrganization()
              : Reassignment.of(handle, by.actor(), system.get(), owner.get());
        });
  }
}
