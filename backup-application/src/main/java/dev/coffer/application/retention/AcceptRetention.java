package dev.coffer.application.retention;

import dev.coffer.domain.access.Actor;
import java.util.Optional;

/** Lets removals go on that were stopped because they looked like a mistake. */
@FunctionalInterface
public interface AcceptRetention {

  /**
   * The next pass removes what it finds, whatever that looks like.
   *
   * @return why they were stopped; empty when they were not
   */
  Optional<String> accept(Actor actor);
}
