package dev.coffer.application.usage;

import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Combines pages of tenants with what they have stored. */
public final class UsageService implements Usage {

  private final Organizations organizations;
  private final Systems systems;
  private final UsageIndex index;
  private final Duration lease;

  /**
   * @param lease the duration of an upload's lease
   */
  public UsageService(
      Organizations organizations, Systems systems, UsageIndex index, Duration lease) {
    this.lease = lease;
    this.organizations = organizations;
    this.systems = systems;
    this.index = index;
  }

  @Override
  public Page<OfOrganization, String> ofOrganizations(Authority by, Organizations.PageQuery query) {
    Page<Organization, String> page = organizations.page(by, query);
    Map<UUID, StoredBackups> stored =
        index.storedByOrganizations(page.items().stream().map(Organization::id).toList());
    return page.map(
        row -> new OfOrganization(row, stored.getOrDefault(row.id(), StoredBackups.NOTHING)));
  }

  @Override
  public Page<OfSystem, SystemId> ofSystems(Authority by, Systems.PageQuery query) {
    Page<SystemProfile, SystemId> page = systems.page(by, query);
    Map<UUID, StoredBackups> stored =
        index.storedBySystems(page.items().stream().map(row -> row.system().uuid()).toList());
    return page.map(
        row -> new OfSystem(row, stored.getOrDefault(row.system().uuid(), StoredBackups.NOTHING)));
  }

  /** Audits now, and delays the next scheduled audit by a whole period. */
  @Override
  public Audited audit(Authority by) {
    index.begin(Duration.ZERO);
    return new Audited(
        UsageAuditService.correct(index, by.actor()), index.stuckReservations(lease));
  }
}
