package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.tenancy.OrganizationIndex;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Organizations.Change;
import dev.coffer.application.tenancy.Organizations.ChangeResult;
import dev.coffer.application.tenancy.Organizations.PageQuery;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Organizations and their quotas. Thread-safe. */
public final class PostgresOrganizationIndex implements OrganizationIndex {

  private static final String ADD =
      """
      insert into vault.organization (id, name, quota_bytes)
      values (:id, :name, :quota)
      on conflict (name) do nothing
      """;

  private static final String ORGANIZATIONS =
      """
      select o.id, o.name, o.quota_bytes, o.used_bytes, o.reserved_bytes
        from vault.organization o
      """;

  public static final String LIST =
      ORGANIZATIONS
          + """
           where o.name > :after
           order by o.name
           limit :max
          """;

  private static final String BY_ID = ORGANIZATIONS + " where o.id = :id";

  private static final String BY_NAME =
      ORGANIZATIONS
          + """
           where o.name = :name
             and o.id between :first_organization and :last_organization
          """;

  private static final String LOCK = BY_ID + " for no key update";

  /**
   * Allows one change at a time, so that a name that was found free is still free at the commit.
   */
  private static final String LOCK_NAMES =
      "select pg_advisory_xact_lock(hashtext('vault.organization.name'))";

  private static final String NAME_TAKEN =
      "select exists (select 1 from vault.organization where name = :name and id <> :id)";

  private static final String CHANGE =
      "update vault.organization set name = :name, quota_bytes = :quota where id = :id";

  private final Database database;

  public PostgresOrganizationIndex(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(Authority by, Organization organization) {
    return database.transaction(
        "add organization",
        handle -> {
          int added =
              handle
                  .createUpdate(ADD)
                  .bind("id", organization.id())
                  .bind("name", organization.name())
                  .bind("quota", organization.quota().bytes())
                  .execute();
          if (added == 1) {
            PostgresAuditLog.recordOfOrganization(
                handle,
                by.actor(),
                AuditAction.ORGANIZATION_ADDED,
                organization.id(),
                "name \"%s\", quota %s".formatted(organization.name(), organization.quota()));
          }
          return added == 1;
        });
  }

  @Override
  public List<Organization> list(Authority by, PageQuery query) {
    if (by.organizationId().isPresent()) {
      return find(by, by.organizationId().get()).stream()
          .filter(
              only -> query.after().stream().allMatch(after -> only.name().compareTo(after) > 0))
          .toList();
    }
    return database.query(
        "list organizations",
        handle ->
            handle
                .createQuery(LIST)
                .bind("after", query.after().orElse(""))
                .bind("max", query.max())
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> Rows.organization(row))
                .list());
  }

  @Override
  public Optional<Organization> find(Authority by, UUID id) {
    return by.reaches(id)
        ? database.query("find organization", handle -> find(handle, BY_ID, id))
        : Optional.empty();
  }

  private static Optional<Organization> find(Handle handle, String statement, UUID id) {
    return handle
        .createQuery(statement)
        .bind("id", id)
        .map((row, context) -> Rows.organization(row))
        .findOne();
  }

  @Override
  public Optional<Organization> find(Authority by, String name) {
    return database.query("find organization", handle -> find(handle, by, name));
  }

  static Optional<Organization> find(Handle handle, Authority by, String name) {
    return OperatorScope.bindName(OperatorScope.bind(handle.createQuery(BY_NAME), by), name)
        .map((row, context) -> Rows.organization(row))
        .findOne();
  }

  @Override
  public ChangeResult change(Authority by, UUID id, Change change) {
    if (!change.isEmpty() && !by.reachesAll()) {
      return new Organizations.NotPermitted();
    }
    if (!by.reaches(id)) {
      return new Organizations.UnknownOrganization();
    }
    return database.transaction("change organization", handle -> change(handle, by, id, change));
  }

  private static ChangeResult change(Handle handle, Authority by, UUID id, Change change) {
    if (change.name().isPresent()) {
      handle.createQuery(LOCK_NAMES).mapTo(String.class).one();
      if (isTaken(handle, change.name().get(), id)) {
        return new Organizations.NameTaken();
      }
    }
    Optional<Organization> before = find(handle, LOCK, id);
    if (before.isEmpty()) {
      return new Organizations.UnknownOrganization();
    }
    Organization after = change.appliedTo(before.get());
    if (!after.equals(before.get())) {
      handle
          .createUpdate(CHANGE)
          .bind("id", id)
          .bind("name", after.name())
          .bind("quota", after.quota().bytes())
          .execute();
      PostgresAuditLog.recordOfOrganization(
          handle, by.actor(), AuditAction.ORGANIZATION_CHANGED, id, change.describe());
    }
    return new Organizations.Changed(after);
  }

  private static boolean isTaken(Handle handle, String name, UUID id) {
    return handle
        .createQuery(NAME_TAKEN)
        .bind("name", name)
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }
}
