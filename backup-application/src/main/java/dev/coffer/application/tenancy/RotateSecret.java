package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.Optional;

/** Makes a system a new secret. */
@FunctionalInterface
public interface RotateSecret {

  /**
   * The new secret works at once; the ones before end after {@code overlap}, or earlier where they
   * would have expired anyway.
   *
   * @param overlap 0 revokes them at once
   * @return empty when there is no such system within reach
   */
  Optional<Secret> rotate(Authority by, SystemId id, Duration overlap);
}
