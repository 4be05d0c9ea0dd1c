package dev.coffer.application.access;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Finds out who presents a secret or an API key. Each call is one query to the index, without a
 * cache, and reflects every transaction that was acknowledged before it, on any instance: a revoked
 * secret is refused from the next request on. Thread-safe.
 */
public interface CallerIndex {

  /**
   * A secret that was not revoked.
   *
   * @param user key of its system; empty for an API key
   */
  record LiveSecret(String user, SecretHmac hmac) {}

  /**
   * Finds the system that presents a secret.
   *
   * @param candidates HMACs of the secret, in each form and for each pepper in use
   * @return empty when there is no such system. A credential in the result is neither revoked nor
   *     expired
   */
  Optional<Access> system(SystemId id, List<SecretHmac> candidates);

  /**
   * Finds the operator who presents an API key.
   *
   * @param candidates HMACs of the key, in each form and for each pepper in use
   * @return empty when no such key exists, or it is revoked or expired
   */
  Optional<Operator> operator(List<SecretHmac> candidates);

  /**
   * Finds the operator of a key that was recognised before, for example when a signed link was
   * made.
   *
   * @param expiresAt when the link, or whatever was issued under the key, ends, by {@link #now}
   * @return empty when the key is revoked or expired, when {@code expiresAt} is past, and when it
   *     is further in the future than the clock may drift: a wrong clock issued it
   */
  Optional<Operator> stillValid(UUID keyId, Instant expiresAt);

  /**
   * Returns the index's clock, or the {@linkplain dev.coffer.application.retention.ReferenceClock
   * reference time} if that is later. Keys, and whatever is issued under them, expire by this time.
   */
  Instant now();

  /**
   * Reads the secrets and API keys that were not revoked, also those that are expired.
   *
   * @param since limits this to those added after this time, which an earlier call returned, and in
   *     the minutes before it, in which their transactions may have been open; may read more.
   *     {@link Instant#EPOCH} for all
   * @param each called on this thread for each of them
   * @return when this began, by the index's clock
   */
  Instant liveSecrets(Instant since, Consumer<LiveSecret> each);

  /**
   * Records that these credentials were used within about the last minute. The index writes each of
   * them at most once a minute, whatever the number of instances. A stored hash that differs from
   * the given one has an older form or an older pepper, and is replaced.
   *
   * @param credentials each with the hash of its secret in the current form
   */
  void used(Map<UUID, SecretHmac> credentials);

  /** Replaces the hashes of API keys that were used, as {@link #used} does; records no time. */
  void usedKeys(Map<UUID, SecretHmac> keys);
}
