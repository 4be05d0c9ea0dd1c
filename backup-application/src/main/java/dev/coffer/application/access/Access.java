package dev.coffer.application.access;

import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import java.util.Optional;

/**
 * What the index returns for a system key and a secret.
 *
 * @param credential the valid credential whose HMAC was presented; empty when none matches
 */
public record Access(ManagedSystem system, Optional<Credential> credential) {

  /** Why this caller is refused; empty when it is not. */
  public Optional<Refusal> refusal(Scope needed) {
    if (credential.isEmpty()) {
      return Optional.of(Refusal.UNKNOWN);
    }
    if (!system.state().isServed()) {
      return Optional.of(Refusal.SUSPENDED);
    }
    return credential.get().scopes().contains(needed)
        ? Optional.empty()
        : Optional.of(Refusal.NOT_PERMITTED);
  }
}
