package dev.coffer.application.port.in;

import dev.coffer.domain.Authority;
import dev.coffer.domain.SystemId;
import dev.coffer.domain.SystemProfile;
import java.util.Optional;

/** One system. */
@FunctionalInterface
public interface ShowSystem {

  /** Empty also for one that is out of reach. */
  Optional<SystemProfile> show(Authority by, SystemId id);
}
