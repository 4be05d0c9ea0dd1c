package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;

/** Adds a tenant. */
@FunctionalInterface
public interface RegisterOrganization {

  /**
   * Adds it.
   *
   * @throws IllegalArgumentException if {@code name} cannot name an organization
   */
  Result register(Authority by, String name, ByteSize quota);

  sealed interface Result {}

  record Registered(Organization organization) implements Result {}

  record NameTaken() implements Result {}

  /** Tenants are added by who answers for the whole vault. */
  record NotPermitted() implements Result {}
}
