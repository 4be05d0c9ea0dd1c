package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The rows of operators' API keys. Keys out of an authority's scope are as if they did not exist. A
 * change is an event of the {@link AuditLog}, in one transaction with it; a change that changes
 * nothing is none. Thread-safe.
 */
public interface ApiKeyIndex {

  /** Whether the vault never had a key. */
  boolean isEmpty();

  /** The oldest first. */
  List<ApiKeys.Row> list(Authority by);

  /**
   * Adds an operator's key.
   *
   * @param lifetime after which it is refused; 0 = never
   * @return whether it was added; false when a key that is not revoked has this name
   */
  boolean add(Authority by, Operator operator, String name, Duration lifetime, SecretHmac hmac);

  /** Returns whether there was such a key that was not revoked before. */
  boolean revoke(Authority by, UUID id);
}
