package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The credentials of systems as those who answer for them see and change them; as in {@link
 * Tenants}, what is out of reach is not there and a change is an event of the {@link AuditLog}.
 */
public interface CredentialRegistry {

  /** The newest first; empty when there is no such system. */
  Optional<List<CredentialFacts>> credentials(Authority by, SystemId id);

  /** What became of an addition. */
  enum Addition {
    ADDED,
    UNKNOWN_SYSTEM,
    /** {@link AddCredential#MOST_AT_ONCE} work, also when others are added at the same moment. */
    TOO_MANY
  }

  /** Adds one more, with an id of its own. */
  Addition add(Authority by, AddCredential.Command command, UUID credentialId, SecretHmac hmac);

  /** As {@link dev.coffer.application.tenancy.RevokeCredential}. */
  boolean revoke(Authority by, SystemId id, UUID credential);
}
