package dev.coffer.domain.tenancy;

import java.util.UUID;

/** Names a system or an organization. */
public sealed interface TenantRef {

  /** A system, by its key. */
  record OfSystem(SystemId id) implements TenantRef {}

  /** An organization, by its id, whatever its name is now. */
  record OfOrganization(UUID id) implements TenantRef {}

  /** An organization, by its name. */
  record OfOrganizationNamed(String name) implements TenantRef {}
}
