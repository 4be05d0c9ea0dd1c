package dev.coffer.testkit.memory;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.application.tenancy.ApiKeyIndex;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.ApiKeys.AddRefusal;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The API keys of an {@link InMemoryIndex}, in the order of their creation; under its lock. */
final class InMemoryApiKeyIndex implements ApiKeyIndex {

  private record Row(Operator operator, SecretHmac hmac, ApiKey key) {

    boolean works(Instant now) {
      return key.revokedAt().isEmpty() && key.expiresAt().stream().allMatch(now::isBefore);
    }

    Row revoked(Instant at) {
      return new Row(
          operator,
          hmac,
          new ApiKey(
              key.id(),
              key.name(),
              key.role(),
              key.organization(),
              key.madeBy(),
              key.createdAt(),
              key.expiresAt(),
              Optional.of(at)));
    }
  }

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;
  private final Map<UUID, Row> rows = new LinkedHashMap<>();

  InMemoryApiKeyIndex(
      InMemoryIndex index,
      InMemoryAuditLog audit,
      InMemoryReferenceClock reference,
      InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.reference = reference;
    this.clock = clock;
  }

  /** Deletes all keys of an organization. */
  void forget(UUID organization) {
    rows.values()
        .removeIf(row -> row.operator().organizationId().filter(organization::equals).isPresent());
  }

  @Override
  public Optional<AddRefusal> add(
      Authority by, Operator operator, String name, Duration lifetime, SecretHmac hmac) {
    synchronized (index) {
      Instant now = clock.instant();
      boolean taken =
          rows.values().stream()
              .filter(row -> row.operator.organizationId().equals(operator.organizationId()))
              .map(Row::key)
              .anyMatch(key -> key.revokedAt().isEmpty() && key.name().equals(name));
      Optional<AddRefusal> refusal =
          by.actor()
              .keyId()
              .<AddRefusal>flatMap(maker -> refused(maker, operator, now, lifetime))
              .or(() -> taken ? Optional.of(new ApiKeys.NameTaken()) : Optional.empty());
      if (refusal.isEmpty()) {
        var key =
            new ApiKey(
                operator.keyId(),
                name,
                operator.role(),
                operator.organizationId().map(id -> index.organization(id).name()),
                by.actor().keyId(),
                now,
                lifetime.isZero() ? Optional.empty() : Optional.of(now.plus(lifetime)),
                Optional.empty());
        rows.put(key.id(), new Row(operator, hmac, key));
        audit.record(by.actor(), AuditAction.API_KEY_ADDED, operator);
      }
      return refusal;
    }
  }

  private Optional<AddRefusal> refused(UUID maker, Operator made, Instant now, Duration lifetime) {
    Row row = rows.get(maker);
    if (row == null
        || !row.works(reference.now())
        || !row.operator.may(made.role())
        || !Authority.of(row.operator).reachesKey(made)) {
      return Optional.of(new ApiKeys.NotPermitted());
    }
    return row.key
        .expiresAt()
        .filter(until -> lifetime.isZero() || now.plus(lifetime).isAfter(until))
        .map(ApiKeys.OutlivesMaker::new);
  }

  @Override
  public boolean isEmpty() {
    synchronized (index) {
      return rows.isEmpty();
    }
  }

  @Override
  public List<ApiKeys.Row> list(Authority by) {
    synchronized (index) {
      return rows.values().stream()
          .filter(row -> by.reachesKey(row.operator))
          .map(row -> new ApiKeys.Row(row.key, row.works(reference.now())))
          .toList();
    }
  }

  @Override
  public boolean revoke(Authority by, UUID id) {
    synchronized (index) {
      Optional<Row> found =
          Optional.ofNullable(rows.get(id))
              .filter(row -> row.key.revokedAt().isEmpty())
              .filter(row -> by.reachesKey(row.operator));
      found.ifPresent(row -> {
        rows.put(id, row.revoked(clock.instant()));
        audit.record(by.actor(), AuditAction.API_KEY_REVOKED, row.operator);
      });
      return found.isPresent();
    }
  }

  @Override
  public int revokeMade(Authority by, UUID id) {
    synchronized (index) {
      List<UUID> made =
          rows.values().stream()
              .filter(row -> row.key.madeBy().filter(id::equals).isPresent())
              .map(row -> row.key.id())
              .toList();
      return made.stream().mapToInt(key -> (revoke(by, key) ? 1 : 0) + revokeMade(by, key)).sum();
    }
  }

  /** The keys of one organization, or those for all. */
  List<TenantSnapshot.Key> listed(Optional<UUID> organization) {
    return rows.values().stream()
        .filter(row -> row.operator().organizationId().equals(organization))
        .map(row ->
            new TenantSnapshot.Key(
                row.key().id(),
                row.key().name(),
                row.key().role(),
                row.hmac(),
                row.key().madeBy(),
                row.key().createdAt(),
                row.key().expiresAt(),
                row.key().revokedAt()))
        .toList();
  }

  void rehash(UUID id, SecretHmac current) {
    rows.computeIfPresent(id, (_, row) -> new Row(row.operator, current, row.key));
  }

  Optional<Operator> operator(SecretHmac hmac) {
    return working().filter(row -> row.hmac.equals(hmac)).map(Row::operator).findFirst();
  }

  Stream<Operator> operators() {
    return working().map(Row::operator);
  }

  /** Of all that are not revoked. */
  Stream<SecretHmac> hmacs() {
    return rows.values().stream().filter(row -> row.key.revokedAt().isEmpty()).map(Row::hmac);
  }

  private Stream<Row> working() {
    return rows.values().stream().filter(row -> row.works(reference.now()));
  }
}
