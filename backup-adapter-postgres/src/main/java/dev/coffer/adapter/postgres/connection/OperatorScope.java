package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The organizations that an operator sees, as a range in the statement itself: {@code between
 * :first_organization and :last_organization}.
 */
public final class OperatorScope {

  public static final String ORGANIZATION =
      "select o.id from vault.organization o where o.name = :name";

  private static final UUID FIRST_ID = new UUID(0, 0);
  private static final UUID LAST_ID = new UUID(-1, -1);

  private OperatorScope() {}

  /** Binds one organization, or all possible ones. */
  public static <S extends SqlStatement<S>> S bind(S statement, Operator operator) {
    return bind(statement, operator.organizationId());
  }

  /** As above, for an authority. */
  public static <S extends SqlStatement<S>> S bind(S statement, Authority by) {
    return bind(statement, by.organizationId());
  }

  /** As above; empty means all. */
  public static <S extends SqlStatement<S>> S bind(S statement, Optional<UUID> organization) {
    return statement
        .addCustomizer(Replan.PER_CALL)
        .bind("first_organization", organization.orElse(FIRST_ID))
        .bind("last_organization", organization.orElse(LAST_ID));
  }

  /** Binds the name of an organization that is looked up. */
  public static <S extends SqlStatement<S>> S bindName(S statement, String name) {
    return statement.bind("name", Organization.sought(name));
  }

  /** The organization of that name, if it is in scope. */
  public static Optional<UUID> organization(Database database, Authority by, String name) {
    return database
        .query(
            "find organization",
            handle -> bindName(handle.createQuery(ORGANIZATION), name).mapTo(UUID.class).findOne())
        .filter(by::reaches);
  }
}
