package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Finds the system or the organization that a {@link TenantRef} names. */
public final class TenantLookup {

  private static final String SYSTEM =
      """
      select s.id, s.key as name
        from vault.managed_system s
       where lower(s.key) = lower(:name)
         and s.key = :name
         and s.organization_id between :first_organization and :last_organization
      """;

  private static final String ORGANIZATION =
      """
      select o.id, o.name
        from vault.organization o
       where o.id = :id
         and o.id between :first_organization and :last_organization
      """;

  private static final String ORGANIZATION_NAMED =
      """
      select o.id, o.name
        from vault.organization o
       where o.name = :name
         and o.id between :first_organization and :last_organization
      """;

  private TenantLookup() {}

  /** A tenant that exists. */
  public record Found(Kind kind, UUID id, String name) {}

  public static Optional<Found> find(Handle handle, Authority by, TenantRef tenant) {
    String statement =
        switch (tenant) {
          case TenantRef.OfSystem _ -> SYSTEM;
          case TenantRef.OfOrganization _ -> ORGANIZATION;
          case TenantRef.OfOrganizationNamed _ -> ORGANIZATION_NAMED;
        };
    return bind(handle.createQuery(statement), by, tenant)
        .map((row, context) -> new Found(kind(tenant), Rows.uuid(row, "id"), row.getString("name")))
        .findOne();
  }

  public static Kind kind(TenantRef tenant) {
    return switch (tenant) {
      case TenantRef.OfSystem _ -> Kind.SYSTEM;
      case TenantRef.OfOrganization _, TenantRef.OfOrganizationNamed _ -> Kind.ORGANIZATION;
    };
  }

  /** Binds the tenant as {@code :name} or {@code :id}, and the scope of the authority. */
  public static <S extends SqlStatement<S>> S bind(S statement, Authority by, TenantRef tenant) {
    S scoped = OperatorScope.bind(statement, by);
    return switch (tenant) {
      case TenantRef.OfSystem(var id) -> scoped.bind("name", id.value());
      case TenantRef.OfOrganization(UUID id) -> scoped.bind("id", id);
      case TenantRef.OfOrganizationNamed(String name) -> OperatorScope.bindName(scoped, name);
    };
  }
}
