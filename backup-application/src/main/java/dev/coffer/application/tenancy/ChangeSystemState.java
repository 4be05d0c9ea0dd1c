package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;

/** Suspends and resumes systems. */
@FunctionalInterface
public interface ChangeSystemState {

  /**
   * Effective for the next request, and for uploads under way when they would commit.
   *
   * @return whether there is such a system
   */
  boolean change(Authority by, SystemId id, SystemState state);
}
