package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.tenancy.BrowseOrganizations;
import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.application.tenancy.ChangeOrganization;
import dev.coffer.application.tenancy.ChangeSystem;
import dev.coffer.application.tenancy.Tenants;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Thread-safe. */
public final class PostgresTenants implements Tenants {

  public static final String ORGANIZATIONS =
      """
      select o.id, o.name, o.quota_bytes, o.used_bytes, o.reserved_bytes
        from vault.organization o
       where o.name > :after
       order by o.name
       limit :max
      """;

  private static final String ORGANIZATION =
      """
      select o.id, o.name, o.quota_bytes, o.used_bytes, o.reserved_bytes
        from vault.organization o
       where o.id = :id
      """;

  private static final String LOCK_ORGANIZATION =
      """
      select o.id, o.name, o.quota_bytes, o.used_bytes, o.reserved_bytes
        from vault.organization o
       where o.id = :id
         for no key update
      """;

  /** One change at a time, so that the look at the names holds until it is made. */
  private static final String LOCK_NAMES =
      "select pg_advisory_xact_lock(hashtext('vault.organization.name'))";

  private static final String NAME_TAKEN =
      "select exists (select 1 from vault.organization where name = :name and id <> :id)";

  private static final String CHANGE_ORGANIZATION =
      "update vault.organization set name = :name, quota_bytes = :quota where id = :id";

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

  public static final String SYSTEMS =
      PROFILES
          + """
           where lower(s.key) > lower(:after)
           order by lower(s.key)
           limit :max
          """;

  public static final String SYSTEMS_IN_STATE = PROFILES + " where s.state = :state\n" + BY_KEY;

  public static final String SYSTEMS_OF_ORGANIZATION =
      PROFILES + " where s.organization_id = :organization\n" + BY_KEY;

  public static final String SYSTEMS_OF_ORGANIZATION_IN_STATE =
      PROFILES + " where s.organization_id = :organization and s.state = :state\n" + BY_KEY;

  private static final String SYSTEM =
      PROFILES
          + """
           where lower(s.key) = lower(:key)
             and s.key = :key
             and s.organization_id between :first_organization and :last_organization
          """;

  private static final String LOCK_SYSTEM = SYSTEM + " for no key update of s";

  private static final String CHANGE_SYSTEM =
      """
      update vault.managed_system
         set label = :label,
             state = :state,
             cap_bytes = :cap,
             expected_interval = :expected_seconds * interval '1 second'
       where id = :id
      """;

  public static final String STORED_BY_SYSTEMS =
      """
      select i.id, n.backups, l.newest
        from unnest(:ids) as i (id)
       cross join lateral (
         select count(*) as backups
           from vault.backup b
          where b.system_id = i.id
            and b.state = 'available') n
        left join lateral (
         select b.received_at as newest
           from vault.backup b
          where b.system_id = i.id
            and b.state = 'available'
          order by b.number desc
          limit 1) l on true
      """;

  public static final String STORED_BY_ORGANIZATIONS =
      """
      select i.id, n.backups, l.newest
        from unnest(:ids) as i (id)
       cross join lateral (
         select count(*) as backups
           from vault.backup b
          where b.organization_id = i.id
            and b.state = 'available') n
        left join lateral (
         select b.received_at as newest
           from vault.backup b
          where b.organization_id = i.id
            and b.state = 'available'
          order by b.received_at desc, b.id desc
          limit 1) l on true
      """;

  private final Database database;

  public PostgresTenants(Database database) {
    this.database = database;
  }

  @Override
  public List<Organization> organizations(Authority by, BrowseOrganizations.Query query) {
    if (by.organizationId().isPresent()) {
      return organization(by, by.organizationId().get()).stream()
          .filter(
              only -> query.after().stream().allMatch(after -> only.name().compareTo(after) > 0))
          .toList();
    }
    return database.query(
        "list organizations",
        handle ->
            handle
                .createQuery(ORGANIZATIONS)
                .bind("after", query.after().orElse(""))
                .bind("max", query.max())
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> Rows.organization(row))
                .list());
  }

  @Override
  public Optional<Organization> organization(Authority by, UUID id) {
    return by.reaches(id)
        ? database.query("find organization", handle -> organization(handle, ORGANIZATION, id))
        : Optional.empty();
  }

  private static Optional<Organization> organization(Handle handle, String statement, UUID id) {
    return handle
        .createQuery(statement)
        .bind("id", id)
        .map((row, context) -> Rows.organization(row))
        .findOne();
  }

  @Override
  public ChangeOrganization.Result change(Authority by, UUID id, ChangeOrganization.Change change) {
    if (!by.reaches(id)) {
      return new ChangeOrganization.UnknownOrganization();
    }
    if (change.quota().isPresent() && !by.reachesAll()) {
      return new ChangeOrganization.NotPermitted();
    }
    return database.transaction("change organization", handle -> change(handle, by, id, change));
  }

  private static ChangeOrganization.Result change(
      Handle handle, Authority by, UUID id, ChangeOrganization.Change change) {
    if (change.name().isPresent()) {
      handle.createQuery(LOCK_NAMES).mapTo(String.class).one();
      if (isTaken(handle, change.name().get(), id)) {
        return new ChangeOrganization.NameTaken();
      }
    }
    Optional<Organization> before = organization(handle, LOCK_ORGANIZATION, id);
    if (before.isEmpty()) {
      return new ChangeOrganization.UnknownOrganization();
    }
    Organization after = change.appliedTo(before.get());
    if (!after.equals(before.get())) {
      handle
          .createUpdate(CHANGE_ORGANIZATION)
          .bind("id", id)
          .bind("name", after.name())
          .bind("quota", after.quota().bytes())
          .execute();
      PostgresAuditLog.recordOfOrganization(
          handle, by.actor(), AuditAction.ORGANIZATION_CHANGED, id, change.told());
    }
    return new ChangeOrganization.Changed(after);
  }

  private static boolean isTaken(Handle handle, String name, UUID id) {
    return handle
        .createQuery(NAME_TAKEN)
        .bind("name", name)
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  @Override
  public List<SystemProfile> systems(Authority by, BrowseSystems.Query query) {
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

  /** Whose systems, and in which state; what is empty does not matter. */
  private record Selection(Optional<UUID> organization, Optional<SystemState> state) {

    Query statement(Handle handle) {
      Query statement = handle.createQuery(text());
      organization.ifPresent(owner -> statement.bind("organization", owner));
      state.ifPresent(wanted -> statement.bind("state", Rows.lower(wanted)));
      return statement;
    }

    private String text() {
      if (organization.isPresent()) {
        return state.isPresent() ? SYSTEMS_OF_ORGANIZATION_IN_STATE : SYSTEMS_OF_ORGANIZATION;
      }
      return state.isPresent() ? SYSTEMS_IN_STATE : SYSTEMS;
    }
  }

  @Override
  public Optional<SystemProfile> system(Authority by, SystemId id) {
    return database.query("find system", handle -> system(handle, SYSTEM, by, id));
  }

  private static Optional<SystemProfile> system(
      Handle handle, String statement, Authority by, SystemId id) {
    return OperatorScope.bind(handle.createQuery(statement), by)
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
  public Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems) {
    return stored(STORED_BY_SYSTEMS, systems);
  }

  @Override
  public Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations) {
    return stored(STORED_BY_ORGANIZATIONS, organizations);
  }

  private Map<UUID, StoredBackups> stored(String statement, Collection<UUID> ids) {
    return database.query(
        "count what is stored",
        handle ->
            handle
                .createQuery(statement)
                .bindArray("ids", UUID.class, ids.toArray())
                .map((row, context) -> Map.entry(Rows.uuid(row, "id"), stored(row)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static StoredBackups stored(ResultSet row) throws SQLException {
    return new StoredBackups(row.getLong("backups"), Rows.optionalInstant(row, "newest"));
  }

  @Override
  public ChangeSystem.Result change(Authority by, SystemId id, ChangeSystem.Change change) {
    return database.transaction("change system", handle -> change(handle, by, id, change));
  }

  private static ChangeSystem.Result change(
      Handle handle, Authority by, SystemId id, ChangeSystem.Change change) {
    Optional<SystemProfile> before = system(handle, LOCK_SYSTEM, by, id);
    if (before.isEmpty()) {
      return new ChangeSystem.UnknownSystem();
    }
    if (change.wouldServeRetired(before.get())) {
      return new ChangeSystem.Retired();
    }
    SystemProfile after = change.appliedTo(before.get());
    if (!after.equals(before.get())) {
      handle
          .createUpdate(CHANGE_SYSTEM)
          .bind("id", after.system().uuid())
          .bind("label", after.system().label())
          .bind("state", Rows.lower(after.system().state()))
          .bind("cap", after.system().cap().bytes())
          .bind("expected_seconds", after.expectedInterval().toSeconds())
          .execute();
      PostgresAuditLog.recordOfSystem(
          handle, by.actor(), AuditAction.SYSTEM_CHANGED, after.system().uuid(), change.told());
    }
    return new ChangeSystem.Changed(after);
  }
}
