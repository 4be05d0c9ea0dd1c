package dev.coffer.domain.access;

import dev.coffer.domain.tenancy.Owner;
import dev.coffer.domain.tenancy.SystemId;
import java.util.UUID;

/**
 * A system that the index has recognised by a credential. Whatever serves an appliance takes its
 * system from here and from nowhere else.
 */
public record Caller(UUID organizationId, UUID systemUuid, SystemId systemId, UUID credentialId) {

  /** Of what it stores. */
  public Owner owner() {
    return new Owner(organizationId, systemUuid);
  }
}
