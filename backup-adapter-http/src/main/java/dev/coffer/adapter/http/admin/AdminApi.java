package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.access.OperatorLogins;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Protection;
import io.helidon.webserver.http.HttpRouting;
import java.util.Map;
import java.util.function.Consumer;

/** The routes of the admin API, each with the role that it needs. */
public final class AdminApi {

  private static final String ROOT = "/api/v1";
  static final String ORGANIZATIONS = ROOT + "/organizations";
  static final String SYSTEMS = ROOT + "/systems";
  static final String API_KEYS = ROOT + "/api-keys";
  private static final String USAGE = ROOT + "/usage";
  private static final String RETENTION = ROOT + "/retention";
  private static final String ONE_BACKUP = ROOT + "/backups/{id}";
  private static final String ONE_SYSTEM = SYSTEMS + "/{key}";
  private static final String POLICY = "/retention-policy";
  private static final String POLICY_OF_ONE = "/{id}" + POLICY;
  private static final String CREDENTIALS = ONE_SYSTEM + "/credentials";

  private AdminApi() {}

  /** The use cases that the routes call, from many threads. */
  public record UseCases(
      OperatorLogins operatorLogins,
      Organizations organizations,
      Systems systems,
      SystemCredentials systemCredentials,
      ApiKeys apiKeys,
      Usage usage,
      AuditEvents auditEvents,
      DriveAdministration drives,
      Deletions deletions,
      Erasures erasures,
      RetentionPolicies retention) {}

  /** Formats the failures of this contract's paths as problem details. */
  public static HttpErrors wording(HttpErrors errors) {
    return errors.withBody(ROOT, new ProblemErrors());
  }

  /**
   * Adds everything below {@code /api/v1}, for {@link
   * dev.coffer.adapter.http.server.HttpServer#start}.
   *
   * @param errors with this contract's {@linkplain #wording format}
   */
  public static Consumer<HttpRouting.Builder> routes(UseCases useCases, HttpErrors errors) {
    var gate =
        new OperatorGate(useCases.operatorLogins(), Problems.UNAUTHORIZED, Problems.FORBIDDEN);
    RoleTable table = table(useCases, errors);
    return routing -> table.register(routing, gate);
  }

  /** Returns each operation with the role that it needs, for tests that call all of them. */
  static Map<String, Role> operations(UseCases useCases) {
    return table(useCases, HttpErrors.standard()).operations();
  }

  private static RoleTable table(UseCases useCases, HttpErrors errors) {
    var organizations = new OrganizationHandlers(useCases.organizations(), useCases.usage());
    var systems = new SystemHandlers(useCases.systems(), useCases.usage());
    var imports = new ImportHandler(useCases.systems());
    var credentials = new CredentialHandlers(useCases.systemCredentials());
    var keys = new KeyHandlers(useCases.apiKeys());
    RoleTable table = new RoleTable(errors);
    table
        .get(ORGANIZATIONS, Role.READER, organizations::list)
        .post(ORGANIZATIONS, Role.ADMIN, organizations::add)
        .get(ORGANIZATIONS + "/{id}", Role.READER, organizations::show)
        .patch(ORGANIZATIONS + "/{id}", Role.ADMIN, organizations::change)
        .get(SYSTEMS, Role.READER, systems::list)
        .post(SYSTEMS, Role.ADMIN, systems::add)
        .get(ONE_SYSTEM, Role.READER, systems::show)
        .patch(ONE_SYSTEM, Role.ADMIN, systems::change)
        .post(ONE_SYSTEM + "/reassign", Role.ADMIN, systems::reassign)
        .post(ROOT + "/system-imports", Role.ADMIN, imports::run)
        .get(CREDENTIALS, Role.READER, credentials::list)
        .post(CREDENTIALS, Role.ADMIN, credentials::add)
        .delete(CREDENTIALS + "/{id}", Role.ADMIN, credentials::revoke)
        .get(API_KEYS, Role.ADMIN, keys::list)
        .post(API_KEYS, Role.ADMIN, keys::add)
        .delete(API_KEYS + "/{id}", Role.ADMIN, keys::revoke)
        .get(ROOT + "/audit-events", Role.READER, new AuditHandler(useCases.auditEvents())::list)
        .get(USAGE + "/organizations", Role.READER, organizations::usage)
        .get(USAGE + "/systems", Role.READER, systems::usage)
        .post(ROOT + "/usage-audits", Role.ADMIN, new UsageAuditHandler(useCases.usage())::run)
        .get(ROOT + "/drives", Role.READER, new DriveHandler(useCases.drives())::list);
    deletion(table, useCases);
    retention(table, useCases.retention());
    return table;
  }

  private static void deletion(RoleTable table, UseCases useCases) {
    var backups = new BackupHandlers(useCases.deletions());
    var erasures = new ErasureHandlers(useCases.erasures());
    table
        .delete(ONE_BACKUP, Role.OPERATOR, backups::delete)
        .put(ONE_BACKUP + "/pin", Role.OPERATOR, backups.protect(new Protection.Pinned()))
        .delete(ONE_BACKUP + "/pin", Role.OPERATOR, backups.protect(new Protection.Unpinned()))
        .put(ONE_BACKUP + "/hold", Role.OPERATOR, backups::hold)
        .delete(ONE_BACKUP + "/hold", Role.OPERATOR, backups.protect(new Protection.Released()))
        .post(ONE_BACKUP + "/undelete", Role.OPERATOR, backups::undelete)
        .get(ROOT + "/deleted-backups", Role.READER, backups::deleted)
        .get(ROOT + "/signing-key", Role.READER, erasures::signingKey)
        .post(ONE_SYSTEM + "/erase", Role.ADMIN, erasures::eraseSystem)
        .post(ORGANIZATIONS + "/{id}/erase", Role.ADMIN, erasures::eraseOrganization);
  }

  private static void retention(RoleTable table, RetentionPolicies policies) {
    var retention = new RetentionHandlers(policies);
    var ofOrganizations = PolicyHandlers.ofOrganizations(policies);
    var ofSystems = PolicyHandlers.ofSystems(policies);
    table
        .get(RETENTION, Role.READER, retention::show)
        .post(RETENTION + "/accept", Role.ADMIN, retention::accept)
        .get(ONE_SYSTEM + "/retention-preview", Role.READER, retention::preview)
        .get(ORGANIZATIONS + POLICY_OF_ONE, Role.READER, ofOrganizations.show())
        .put(ORGANIZATIONS + POLICY_OF_ONE, Role.ADMIN, ofOrganizations.assign())
        .delete(ORGANIZATIONS + POLICY_OF_ONE, Role.ADMIN, ofOrganizations.unassign())
        .get(ONE_SYSTEM + POLICY, Role.READER, ofSystems.show())
        .put(ONE_SYSTEM + POLICY, Role.ADMIN, ofSystems.assign())
        .delete(ONE_SYSTEM + POLICY, Role.ADMIN, ofSystems.unassign());
  }
}
