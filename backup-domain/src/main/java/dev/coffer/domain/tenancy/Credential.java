package dev.coffer.domain.tenancy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One secret of a system, without the secret.
 *
 * @param expiresAt from when on it is refused; empty = never
 */
public record Credential(UUID id, Set<Scope> scopes, Optional<Instant> expiresAt) {

  public Credential {
    scopes = Set.copyOf(scopes);
  }
}
