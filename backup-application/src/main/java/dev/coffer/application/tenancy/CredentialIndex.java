package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of systems' credentials. Systems out of an authority's scope are treated as if they did
 * not exist. Each change is an event of the {@link AuditLog}, in the same transaction. A call that
 * changes nothing writes no event. Thread-safe.
 */
public interface CredentialIndex {

  /** Returns the system's credentials, newest first; empty when there is no such system. */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);

  /** The outcome of an addition. */
  enum Addition {
    ADDED,
    UNKNOWN_SYSTEM,
    /**
     * The maximum number is valid already, possibly because another one was added at the same
     * moment.
     */
    TOO_MANY
  }

  /** Adds one more credential, with its own id. */
  Addition add(
      Authority by, SystemCredentials.AddCommand command, UUID credentialId, SecretHmac hmac);

  /**
   * Adds a credential with the scopes of the newest one before it. All earlier credentials end
   * after {@code overlap} at the latest.
   *
   * @return whether there is such a system
   */
  boolean rotate(Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap);

  /** Does the same as {@link SystemCredentials#revoke}. */
  boolean revoke(Authority by, SystemId id, UUID credential);
}
