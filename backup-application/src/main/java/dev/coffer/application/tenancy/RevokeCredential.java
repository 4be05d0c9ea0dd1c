package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.SystemId;
import java.util.UUID;

/** Ends one secret of a system for good. */
@FunctionalInterface
public interface RevokeCredential {

  /**
   * Effective for the next request, and for uploads under way when they would commit. Repeatable.
   *
   * @return whether the system, within reach, has or had such a credential
   */
  boolean revoke(Authority by, SystemId id, UUID credential);
}
