package dev.coffer.application.usage;

import dev.coffer.application.tenancy.BrowseOrganizations;
import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.List;
import java.util.Optional;

/** What tenants have stored, page by page. */
public interface ShowUsage {

  OrganizationPage ofOrganizations(Authority by, BrowseOrganizations.Query query);

  SystemPage ofSystems(Authority by, BrowseSystems.Query query);

  record OfOrganization(Organization organization, StoredBackups stored) {}

  record OfSystem(SystemProfile system, StoredBackups stored) {}

  /**
   * Some organizations, by name.
   *
   * @param next what the next page comes after; empty on the last
   */
  record OrganizationPage(List<OfOrganization> rows, Optional<String> next) {

    public OrganizationPage {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Some systems, by key.
   *
   * @param next what the next page comes after; empty on the last
   */
  record SystemPage(List<OfSystem> rows, Optional<SystemId> next) {

    public SystemPage {
      rows = List.copyOf(rows);
    }
  }
}
