package dev.coffer.application.access;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who presents a secret or an API key. Each answer is one question to the index, without a cache,
 * and reflects every transaction that was acknowledged before the question, on any instance: what
 * was revoked is refused from the next request on. Thread-safe.
 */
public interface CallerIndex {

  /**
   * The system that presents a secret.
   *
   * @param candidates HMACs of the secret, one for each pepper in use
   * @return empty when there is no such system; its credential is neither revoked nor expired
   */
  Optional<Access> system(SystemId id, List<SecretHmac> candidates);

  /**
   * The operator who presents an API key.
   *
   * @param candidates HMACs of the key, one for each pepper in use
   * @return empty when nobody has this key, or it is revoked or expired
   */
  Optional<Operator> operator(List<SecretHmac> candidates);

  /**
   * The operator of a key that was recognised before, for example of a signed link.
   *
   * @param expiresAt end of what was issued under the key, by {@link #now}
   * @return empty when the key is revoked or expired, when that time is past, and when it is
   *     further ahead than the clock may drift: then a wrong clock has issued it
   */
  Optional<Operator> stillValid(UUID keyId, Instant expiresAt);

  /**
   * The index's clock, or the {@linkplain dev.coffer.application.retention.ReferenceClock reference
   * time} where that is later: keys and what is issued under them expire by this.
   */
  Instant now();

  /**
   * Notes that these credentials were recognised within the last minute or so. Each is written at
   * most once a minute, whatever the number of instances.
   */
  void used(Collection<UUID> credentials);
}
