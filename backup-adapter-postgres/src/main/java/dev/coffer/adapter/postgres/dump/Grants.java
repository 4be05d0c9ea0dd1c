package dev.coffer.adapter.postgres.dump;

import dev.coffer.application.dump.IndexDump.Grant;
import dev.coffer.application.dump.IndexDump.GrantedOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What other roles than the owner may do in the schemas of the vault. */
final class Grants {

  private static final String READ =
      """
      select 'schema' as granted_on, n.nspname::text as schema, '' as name,
             pg_get_userbyid(a.grantee)::text as role, a.privilege_type as privilege
        from pg_namespace n
       cross join aclexplode(n.nspacl) a
       where n.nspname in ('vault', 'catalog')
         and a.grantee not in (0, n.nspowner)
       union all
      select 'table', n.nspname::text, c.relname::text, pg_get_userbyid(a.grantee)::text, a.privilege_type
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       cross join aclexplode(c.relacl) a
       where n.nspname in ('vault', 'catalog')
         and c.relkind in ('r', 'p', 'v')
         and a.grantee not in (0, c.relowner)
       union all
      select 'later_tables', n.nspname::text, '', pg_get_userbyid(a.grantee)::text, a.privilege_type
        from pg_default_acl d
        join pg_namespace n on n.oid = d.defaclnamespace
       cross join aclexplode(d.defaclacl) a
       where n.nspname in ('vault', 'catalog')
         and d.defaclobjtype = 'r'
         and a.grantee not in (0, d.defaclrole)
       order by granted_on, schema, name, role, privilege
      """;

  private static final String ROLES = "select rolname::text from pg_roles";

  /** Rights that a newer PostgreSQL has are granted to nobody by an older one. */
  private static final Set<String> KNOWN =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "TRUNCATE",
          "REFERENCES",
          "TRIGGER",
          "USAGE",
          "CREATE");

  private Grants() {}

  static List<Grant> read(Connection connection) throws SQLException {
    return Statements.list(
        connection,
        READ,
        row ->
            new Grant(
                GrantedOn.valueOf(row.getString("granted_on").toUpperCase(Locale.ROOT)),
                row.getString("schema"),
                row.getString("name"),
                row.getString("role"),
                row.getString("privilege")));
  }

  /** Grants again what can be granted, and returns the roles that this server does not have. */
  static List<String> grant(Connection connection, List<Grant> grants) throws SQLException {
    Set<String> roles = Set.copyOf(Statements.list(connection, ROLES, row -> row.getString(1)));
    Set<String> missing = new LinkedHashSet<>();
    for (Grant grant : grants) {
      if (!roles.contains(grant.role())) {
        missing.add(grant.role());
      } else if (KNOWN.contains(grant.privilege()) && exists(connection, grant)) {
        Statements.execute(connection, statement(connection, grant));
      }
    }
    return List.copyOf(missing);
  }

  /** A month of the audit log, for example, may be gone. */
  private static boolean exists(Connection connection, Grant grant) throws SQLException {
    return grant.on() != GrantedOn.TABLE || Statements.exists(connection, table(grant));
  }

  private static String table(Grant grant) {
    return "\"%s\".\"%s\"".formatted(grant.schema(), grant.name());
  }

  private static String statement(Connection connection, Grant grant) throws SQLException {
    // The only name that was not checked when the dump was read: roles may have any.
    String role;
    try (var statement = connection.createStatement()) {
      role = statement.enquoteIdentifier(grant.role(), true);
    }
    return switch (grant.on()) {
      case SCHEMA ->
          "grant %s on schema \"%s\" to %s".formatted(grant.privilege(), grant.schema(), role);
      case TABLE -> "grant %s on %s to %s".formatted(grant.privilege(), table(grant), role);
      case LATER_TABLES ->
          "alter default privileges in schema \"%s\" grant %s on tables to %s"
              .formatted(grant.schema(), grant.privilege(), role);
    };
  }
}
