package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;

public final class OrganizationsService implements Organizations {

  private final OrganizationIndex index;
  private final Identifiers identifiers;

  public OrganizationsService(OrganizationIndex index, Identifiers identifiers) {
    this.index = index;
    this.identifiers = identifiers;
  }

  @Override
  public Page<Organization, String> page(Authority by, PageQuery query) {
    return Page.read(query.max(), max -> index.list(by, query.withMax(max)), Organization::name);
  }

  @Override
  public Optional<Organization> show(Authority by, UUID id) {
    return index.find(by, id);
  }

  @Override
  public Optional<Organization> showNamed(Authority by, String name) {
    return index.find(by, name);
  }

  @Override
  public AddResult add(Authority by, String name, ByteSize quota) {
    if (!by.reachesAll()) {
      return new NotPermitted();
    }
    var organization =
        new Organization(
            identifiers.nextUuid(), Organization.name(name), quota, ByteSize.ZERO, ByteSize.ZERO);
    return index.add(by, organization) ? new Added(organization) : new NameTaken();
  }

  @Override
  public ChangeResult change(Authority by, UUID id, Change change) {
    return index.change(by, id, change);
  }
}
