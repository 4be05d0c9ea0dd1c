package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The rows of operators' API keys. Keys out of an authority's scope are treated as if they did not
 * exist. Each change is an event of the {@link AuditLog}, in the same transaction. A call that
 * changes nothing writes no event. Thread-safe.
 */
public interface ApiKeyIndex {

  /** Whether the vault has never had a key. */
  boolean isEmpty();

  /** Returns the keys, oldest first. */
  List<ApiKeys.Row> list(Authority by);

  /**
   * Adds an operator's key.
   *
   * @param lifetime after which the key expires; 0 = never
   * @return false when a key that is not revoked already has this name
   */
  boolean add(Authority by, Operator operator, String name, Duration lifetime, SecretHmac hmac);

  /** Returns whether there was such a key that was not revoked before. */
  boolean revoke(Authority by, UUID id);
}
