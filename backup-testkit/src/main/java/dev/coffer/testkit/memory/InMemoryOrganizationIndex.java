package dev.coffer.testkit.memory;

import dev.coffer.application.tenancy.OrganizationIndex;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The organizations of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryOrganizationIndex implements OrganizationIndex {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final Map<String, Organization> organizations;

  InMemoryOrganizationIndex(
      InMemoryIndex index, InMemoryAuditLog audit, Map<String, Organization> organizations) {
    this.index = index;
    this.audit = audit;
    this.organizations = organizations;
  }

  @Override
  public boolean add(Authority by, Organization organization) {
    synchronized (index) {
      boolean added = organizations.putIfAbsent(organization.name(), organization) == null;
      if (added) {
        audit.record(by.actor(), AuditAction.ORGANIZATION_ADDED, organization.id(), "");
      }
      return added;
    }
  }

  @Override
  public List<Organization> list(Authority by, Organizations.PageQuery query) {
    return index.organizations().stream()
        .filter(organization -> by.reaches(organization.id()))
        .filter(organization ->
            query.after().stream().allMatch(after -> organization.name().compareTo(after) > 0))
        .limit(query.max())
        .toList();
  }

  @Override
  public Optional<Organization> find(Authority by, UUID id) {
    return index.organizations().stream()
        .filter(organization -> organization.id().equals(id) && by.reaches(id))
        .findFirst();
  }

  @Override
  public Optional<Organization> find(Authority by, String name) {
    return index.organization(name).filter(organization -> by.reaches(organization.id()));
  }

  @Override
  public Organizations.ChangeResult change(Authority by, UUID id, Organizations.Change change) {
    synchronized (index) {
      if (!change.isEmpty() && !by.reachesAll()) {
        return new Organizations.NotPermitted();
      }
      Optional<Organization> before = find(by, id);
      if (before.isEmpty()) {
        return new Organizations.UnknownOrganization();
      }
      Organization after = change.appliedTo(before.get());
      if (!after.name().equals(before.get().name()) && organizations.containsKey(after.name())) {
        return new Organizations.NameTaken();
      }
      if (!after.equals(before.get())) {
        organizations.remove(before.get().name());
        organizations.put(after.name(), after);
        audit.record(by.actor(), AuditAction.ORGANIZATION_CHANGED, id, change.describe());
      }
      return new Organizations.Changed(after);
    }
  }
}
