package dev.coffer.application.retention;

import dev.coffer.application.tenancy.OrganizationIndex;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.Optional;

public final class PolicyService implements TenantPolicies {

  private final SystemIndex systems;
  private final OrganizationIndex organizations;
  private final RetentionIndex retention;

  public PolicyService(
      SystemIndex systems, OrganizationIndex organizations, RetentionIndex retention) {
    this.systems = systems;
    this.organizations = organizations;
    this.retention = retention;
  }

  @Override
  public Optional<RetentionPolicy> show(Authority by, Owner owner) {
    return within(by, owner).flatMap(retention::policy);
  }

  @Override
  public boolean assign(Authority by, Owner owner, RetentionPolicy policy) {
    return within(by, owner)
        .filter(known -> retention.assign(by.actor(), known, policy))
        .isPresent();
  }

  @Override
  public boolean unassign(Authority by, Owner owner) {
    return within(by, owner).filter(known -> retention.unassign(by.actor(), known)).isPresent();
  }

  private Optional<RetentionOwner> within(Authority by, Owner owner) {
    return switch (owner) {
      case Owner.OfSystem(var id) ->
          systems
              .find(by, id)
              .map(found -> new RetentionOwner.OfSystem(found.system().id().value()));
      case Owner.OfOrganization(var id) ->
          organizations.find(by, id).map(found -> new RetentionOwner.OfOrganization(found.name()));
    };
  }
}
