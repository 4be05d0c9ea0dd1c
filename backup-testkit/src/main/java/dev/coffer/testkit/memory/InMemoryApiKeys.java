package dev.coffer.testkit.memory;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.application.tenancy.ListApiKeys;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The keys of an {@link InMemoryIndex}, in the order in which they were made; under its lock. */
final class InMemoryApiKeys {

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
              key.createdAt(),
              key.expiresAt(),
              Optional.of(at)));
    }
  }

  private final InstantSource clock;
  private final Map<UUID, Row> rows = new LinkedHashMap<>();

  InMemoryApiKeys(InstantSource clock) {
    this.clock = clock;
  }

  /** All keys of an organization. */
  void forget(UUID organization) {
    rows.values()
        .removeIf(row -> row.operator().organizationId().filter(organization::equals).isPresent());
  }

  /**
   * @param nameOf the name of an organization
   */
  boolean add(
      Operator operator,
      String name,
      Duration lifetime,
      SecretHmac hmac,
      Function<UUID, String> nameOf) {
    boolean taken =
        rows.values().stream()
            .map(Row::key)
            .anyMatch(key -> key.revokedAt().isEmpty() && key.name().equals(name));
    if (!taken) {
      Instant now = clock.instant();
      var key =
          new ApiKey(
              operator.keyId(),
              name,
              operator.role(),
              operator.organizationId().map(nameOf),
              now,
              lifetime.isZero() ? Optional.empty() : Optional.of(now.plus(lifetime)),
              Optional.empty());
      rows.put(key.id(), new Row(operator, hmac, key));
    }
    return !taken;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  List<ListApiKeys.Row> list(Authority by) {
    return rows.values().stream()
        .filter(row -> by.reachesKey(row.operator))
        .map(row -> new ListApiKeys.Row(row.key, row.works(clock.instant())))
        .toList();
  }

  Optional<Operator> revoke(Authority by, UUID id) {
    Optional<Row> standing =
        Optional.ofNullable(rows.get(id))
            .filter(row -> row.key.revokedAt().isEmpty())
            .filter(row -> by.reachesKey(row.operator));
    standing.ifPresent(row -> rows.put(id, row.revoked(clock.instant())));
    return standing.map(Row::operator);
  }

  /** Those of one organization, or those for all. */
  List<TenantSnapshot.Key> listed(Optional<UUID> organization) {
    return rows.values().stream()
        .filter(row -> row.operator().organizationId().equals(organization))
        .map(row ->
            new TenantSnapshot.Key(
                row.key().id(),
                row.key().name(),
                row.key().role(),
                row.hmac(),
                row.key().createdAt(),
                row.key().expiresAt(),
                row.key().revokedAt()))
        .toList();
  }

  Optional<Operator> operator(SecretHmac hmac) {
    return working().filter(row -> row.hmac.equals(hmac)).map(Row::operator).findFirst();
  }

  Stream<Operator> operators() {
    return working().map(Row::operator);
  }

  private Stream<Row> working() {
    return rows.values().stream().filter(row -> row.works(clock.instant()));
  }
}
