package dev.coffer.application.usage;

import dev.coffer.application.tenancy.BrowseOrganizations;
import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.application.tenancy.Tenants;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import java.util.Map;
import java.util.UUID;

/** Joins pages of tenants with what they have stored. */
public final class UsageService implements ShowUsage {

  private final BrowseOrganizations browseOrganizations;
  private final BrowseSystems browseSystems;
  private final Tenants tenants;

  public UsageService(
      BrowseOrganizations browseOrganizations, BrowseSystems browseSystems, Tenants tenants) {
    this.browseOrganizations = browseOrganizations;
    this.browseSystems = browseSystems;
    this.tenants = tenants;
  }

  @Override
  public OrganizationPage ofOrganizations(Authority by, BrowseOrganizations.Query query) {
    BrowseOrganizations.Page page = browseOrganizations.page(by, query);
    Map<UUID, StoredBackups> stored =
        tenants.storedByOrganizations(page.organizations().stream().map(Organization::id).toList());
    return new OrganizationPage(
        page.organizations().stream()
            .map(row ->
                new OfOrganization(row, stored.getOrDefault(row.id(), StoredBackups.NOTHING)))
            .toList(),
        page.next());
  }

  @Override
  public SystemPage ofSystems(Authority by, BrowseSystems.Query query) {
    BrowseSystems.Page page = browseSystems.page(by, query);
    Map<UUID, StoredBackups> stored =
        tenants.storedBySystems(page.systems().stream().map(row -> row.system().uuid()).toList());
    return new SystemPage(
        page.systems().stream()
            .map(row ->
                new OfSystem(row, stored.getOrDefault(row.system().uuid(), StoredBackups.NOTHING)))
            .toList(),
        page.next());
  }
}
