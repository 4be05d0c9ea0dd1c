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
 * The rows of systems' credentials. Systems out of an authority's scope are as if they did not
 * exist. A change is an event of the {@link AuditLog}, in one transaction with it; a change that
 * changes nothing is none. Thread-safe.
 */
public interface CredentialIndex {

  /** The newest first; empty when there is no such system. */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);

  /** What became of an addition. */
  enum Addition {
    ADDED,
    UNKNOWN_SYSTEM,
    /** Enough work already, also when others are added at the same moment. */
    TOO_MANY
  }

  /** Adds one more, with an id of its own. */
  Addition add(
      Authority by, SystemCredentials.AddCommand command, UUID credentialId, SecretHmac hmac);

  /**
   * Adds a credential with the scopes of the newest one before; the others end after {@code
   * overlap} at the latest.
   *
   * @return whether there is such a system
   */
  boolean rotate(Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap);

  /** As {@link SystemCredentials#revoke}. */
  boolean revoke(Authority by, SystemId id, UUID credential);
}
