package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.tenancy.ApiKeys.AddRefusal;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
   * Adds an operator's key. If another key makes it, that one is its recorded maker, works at this
   * moment, and reaches as far and lives as long as the new one.
   *
   * @param lifetime after which the key expires; 0 = never
   * @return why it was not added; empty when it was
   */
  Optional<AddRefusal> add(
      Authority by, Operator operator, String name, Duration lifetime, SecretHmac hmac);

  /** Returns whether there was such a key that was not revoked before. */
  boolean revoke(Authority by, UUID id);

  /**
   * As {@link ApiKeys#revokeMade}, of keys that are in scope. Nothing that one of them makes at the
   * same moment remains.
   */
  int revokeMade(Authority by, UUID id);
}
