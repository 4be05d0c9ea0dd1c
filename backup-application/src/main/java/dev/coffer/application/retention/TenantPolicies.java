package dev.coffer.application.retention;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;
import java.util.UUID;

/**
 * The retention policies that organizations and systems have of their own; the narrowest decides.
 * What is out of reach is not there.
 */
public interface TenantPolicies {

  /** Empty when it has none of its own, and when there is no such owner. */
  Optional<RetentionPolicy> show(Authority by, Owner owner);

  /**
   * Gives it one, in place of the one it had. Repeatable.
   *
   * @return whether there is such an owner
   */
  boolean assign(Authority by, Owner owner, RetentionPolicy policy);

  /** Takes it away again, as {@link #assign}: what is above decides. */
  boolean unassign(Authority by, Owner owner);

  /** Whose policy it is. */
  sealed interface Owner {

    record OfSystem(SystemId id) implements Owner {}

    record OfOrganization(UUID id) implements Owner {}
  }
}
