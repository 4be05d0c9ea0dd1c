package dev.coffer.application.access;

import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import java.util.Optional;

/**
 * What the index knows of somebody who presents a system's key and a secret.
 *
 * @param credential the live one whose HMAC was presented; empty when none matches
 */
public record Access(ManagedSystem system, Optional<Credential> credential) {

  /** Why this caller is not served; empty when it is. */
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
