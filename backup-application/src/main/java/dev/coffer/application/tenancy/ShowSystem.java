package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.Optional;

/** One system. */
@FunctionalInterface
public interface ShowSystem {

  /** Empty also for one that is out of reach. */
  Optional<SystemProfile> show(Authority by, SystemId id);
}
