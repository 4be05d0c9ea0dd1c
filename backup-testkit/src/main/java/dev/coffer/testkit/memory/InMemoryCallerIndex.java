package dev.coffer.testkit.memory;

import dev.coffer.application.access.Access;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Callers of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryCallerIndex implements CallerIndex {

  private final InMemoryIndex index;
  private final InMemoryApiKeyIndex apiKeys;
  private final InMemoryReferenceClock reference;

  InMemoryCallerIndex(
      InMemoryIndex index, InMemoryApiKeyIndex apiKeys, InMemoryReferenceClock reference) {
    this.index = index;
    this.apiKeys = apiKeys;
    this.reference = reference;
  }

  @Override
  public Optional<Access> system(SystemId id, List<SecretHmac> candidates) {
    synchronized (index) {
      return index.system(id).map(system -> system.access(candidates, reference.now()));
    }
  }

  @Override
  public Optional<Operator> operator(List<SecretHmac> candidates) {
    synchronized (index) {
      return candidates.stream().flatMap(hmac -> apiKeys.operator(hmac).stream()).findFirst();
    }
  }

  @Override
  public Optional<Operator> stillValid(UUID keyId, Instant expiresAt) {
    synchronized (index) {
      return apiKeys
          .operators()
          .filter(operator -> operator.keyId().equals(keyId))
          .filter(_ -> reference.isValid(expiresAt))
          .findFirst();
    }
  }

  @Override
  public Instant now() {
    return reference.now();
  }

  @Override
  public Instant liveSecrets(Instant since, Consumer<LiveSecret> each) {
    synchronized (index) {
      index
          .systemRows()
          .flatMap(system ->
              system.credentials.stream()
                  .filter(row -> row.revokedAt.isEmpty())
                  .map(row -> new LiveSecret(system.registered.id().value(), row.hmac)))
          .forEach(each);
      apiKeys.hmacs().forEach(hmac -> each.accept(new LiveSecret("", hmac)));
      return reference.now();
    }
  }

  @Override
  public void used(Map<UUID, SecretHmac> credentials) {
    synchronized (index) {
      Instant now = reference.now();
      index
          .systemRows()
          .flatMap(system -> system.credentials.stream())
          .forEach(row ->
              Optional.ofNullable(credentials.get(row.credential.id()))
                  .ifPresent(hmac -> row.used(now, hmac)));
    }
  }

  @Override
  public void usedKeys(Map<UUID, SecretHmac> keys) {
    synchronized (index) {
      keys.forEach(apiKeys::rehash);
    }
  }
}
