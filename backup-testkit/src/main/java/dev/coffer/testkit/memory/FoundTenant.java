package dev.coffer.testkit.memory;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.Optional;
import java.util.UUID;

/** A system or an organization that a {@link TenantRef} names. */
record FoundTenant(Kind kind, UUID id, UUID organizationId, String name) {

  /** Requires the lock of the index. Empty if the tenant is out of scope. */
  static Optional<FoundTenant> find(InMemoryIndex index, Authority by, TenantRef tenant) {
    return switch (tenant) {
      case TenantRef.OfSystem(var id) ->
          index
              .system(by, id)
              .map(system ->
                  new FoundTenant(Kind.SYSTEM, system.uuid(), system.organizationId, id.value()));
      case TenantRef.OfOrganization(UUID id) ->
          index.organizations().stream()
              .filter(owner -> owner.id().equals(id) && by.reaches(id))
              .findFirst()
              .map(FoundTenant::of);
      case TenantRef.OfOrganizationNamed(String name) ->
          index.organization(name).filter(owner -> by.reaches(owner.id())).map(FoundTenant::of);
    };
  }

  private static FoundTenant of(Organization owner) {
    return new FoundTenant(Kind.ORGANIZATION, owner.id(), owner.id(), owner.name());
  }
}
