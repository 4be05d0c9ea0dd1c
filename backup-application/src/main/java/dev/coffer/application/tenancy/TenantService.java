package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.List;
import java.util.Optional;

/** Tenants page by page, and many systems at once. */
public final class TenantService implements BrowseOrganizations, BrowseSystems, ImportSystems {

  private final Tenants tenants;
  private final RegisterSystem registerSystem;

  public TenantService(Tenants tenants, RegisterSystem registerSystem) {
    this.tenants = tenants;
    this.registerSystem = registerSystem;
  }

  /** One more than asked for tells whether there is another page. */
  @Override
  public BrowseOrganizations.Page page(Authority by, BrowseOrganizations.Query query) {
    var oneMore = new BrowseOrganizations.Query(query.after(), query.max() + 1);
    List<Organization> found = tenants.organizations(by, oneMore);
    List<Organization> shown = found.stream().limit(query.max()).toList();
    return new BrowseOrganizations.Page(
        shown,
        found.size() > shown.size() ? Optional.of(shown.getLast().name()) : Optional.empty());
  }

  @Override
  public BrowseSystems.Page page(Authority by, BrowseSystems.Query query) {
    var oneMore =
        new BrowseSystems.Query(
            query.organization(), query.state(), query.after(), query.max() + 1);
    List<SystemProfile> found = tenants.systems(by, oneMore);
    List<SystemProfile> shown = found.stream().limit(query.max()).toList();
    return new BrowseSystems.Page(
        shown,
        found.size() > shown.size()
            ? Optional.of(shown.getLast().system().id())
            : Optional.empty());
  }

  @Override
  public List<Outcome> importAll(Authority by, List<Row> rows) {
    if (rows.size() > MOST) {
      throw new IllegalArgumentException(
          "rows: \"%d\" (expected: at most %d)".formatted(rows.size(), MOST));
    }
    return rows.stream().map(row -> importOne(by, row)).toList();
  }

  private Outcome importOne(Authority by, Row row) {
    RegisterSystem.Command command;
    try {
      command =
          new RegisterSystem.Command(
              new SystemId(row.key()),
              row.organization(),
              row.label(),
              ByteSize.ZERO,
              Scope.APPLIANCE_DEFAULT);
    } catch (IllegalArgumentException e) {
      return refused(row, String.valueOf(e.getMessage()));
    }
    return switch (registerSystem.register(by, command)) {
      case RegisterSystem.Registered(_, Secret secret) ->
          new Outcome(row.key(), Optional.of(secret), Optional.empty());
      case RegisterSystem.KeyTaken() ->
          refused(row, "key: \"%s\" (expected: a key that no system has)".formatted(row.key()));
      case RegisterSystem.OrganizationUnknown() ->
          refused(
              row,
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(row.organization()));
    };
  }

  private static Outcome refused(Row row, String reason) {
    return new Outcome(row.key(), Optional.empty(), Optional.of(reason));
  }
}
