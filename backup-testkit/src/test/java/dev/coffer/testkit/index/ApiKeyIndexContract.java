package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.tenancy.ApiKeyIndex} specifies. */
public interface ApiKeyIndexContract {

  Authority AUTHORITY = Authority.ofVault("test");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private Operator operatorOf(Tenant tenant) {
    return new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.of(tenant.organization().id()));
  }

  private Optional<ApiKeys.Row> listed(UUID keyId) {
    return index().apiKeys().list(AUTHORITY).stream()
        .filter(row -> row.key().id().equals(keyId))
        .findFirst();
  }

  @Test
  default void aKeyIsListedAsItWasMade() {
    Tenant tenant = Tenant.register(index());
    Operator operator = operatorOf(tenant);
    String name = "key " + operator.keyId();

    Optional<ApiKeys.AddRefusal> refusal =
        index().apiKeys().add(AUTHORITY, operator, name, Duration.ofDays(90), Tenant.newHmac());

    assertThat(refusal).isEmpty();
    ApiKeys.Row row = listed(operator.keyId()).orElseThrow();
    assertThat(row.works()).isTrue();
    assertThat(row.key().name()).isEqualTo(name);
    assertThat(row.key().role()).isEqualTo(Role.OPERATOR);
    assertThat(row.key().organization()).contains(tenant.organization().name());
    assertThat(Duration.between(row.key().createdAt(), row.key().expiresAt().orElseThrow()))
        .isBetween(Duration.ofDays(90).minusSeconds(1), Duration.ofDays(90).plusSeconds(1));
    assertThat(row.key().revokedAt()).isEmpty();
  }

  @Test
  default void aRevokedOrExpiredKeyIsRefused() {
    Tenant tenant = Tenant.register(index());
    Operator revoked = operatorOf(tenant);
    Operator expired = operatorOf(tenant);
    SecretHmac ofRevoked = Tenant.newHmac();
    SecretHmac ofExpired = Tenant.newHmac();
    index().apiKeys().add(AUTHORITY, revoked, "key " + revoked.keyId(), Duration.ZERO, ofRevoked);
    index()
        .apiKeys()
        .add(AUTHORITY, expired, "key " + expired.keyId(), Duration.ofMillis(1), ofExpired);
    assertThat(index().callers().operator(List.of(ofRevoked))).contains(revoked);

    boolean first = index().apiKeys().revoke(AUTHORITY, revoked.keyId());
    boolean second = index().apiKeys().revoke(AUTHORITY, revoked.keyId());

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    Instant expiry = listed(expired.keyId()).orElseThrow().key().expiresAt().orElseThrow();
    while (index().callers().now().isBefore(expiry)) {
      Thread.onSpinWait();
    }
    assertThat(index().callers().operator(List.of(ofRevoked))).isEmpty();
    assertThat(index().callers().operator(List.of(ofExpired))).isEmpty();
    assertThat(listed(revoked.keyId()).orElseThrow().works()).isFalse();
    assertThat(listed(revoked.keyId()).orElseThrow().key().revokedAt()).isPresent();
    assertThat(listed(expired.keyId()).orElseThrow().works()).isFalse();
  }

  @Test
  default void aKeysNameIsFreeAgainOnceItIsRevoked() {
    Tenant tenant = Tenant.register(index());
    Operator first = operatorOf(tenant);
    String name = "key " + first.keyId();
    index().apiKeys().add(AUTHORITY, first, name, Duration.ZERO, Tenant.newHmac());

    assertThat(
            index()
                .apiKeys()
                .add(AUTHORITY, operatorOf(tenant), name, Duration.ZERO, Tenant.newHmac()))
        .contains(new ApiKeys.NameTaken());
    index().apiKeys().revoke(AUTHORITY, first.keyId());
    assertThat(
            index()
                .apiKeys()
                .add(AUTHORITY, operatorOf(tenant), name, Duration.ZERO, Tenant.newHmac()))
        .isEmpty();
  }

  @Test
  default void aKeyIsRecognisedByItsHashAndValidUntilTheTimeGiven() {
    Tenant tenant = Tenant.register(index());
    Operator operator = operatorOf(tenant);
    SecretHmac hmac = Tenant.newHmac();
    index().apiKeys().add(AUTHORITY, operator, "key " + operator.keyId(), Duration.ZERO, hmac);
    Instant now = index().callers().now();

    assertThat(index().callers().operator(List.of(Tenant.newHmac(), hmac))).contains(operator);
    assertThat(index().callers().operator(List.of(Tenant.newHmac()))).isEmpty();
    assertThat(index().callers().operator(List.of(tenant.hmac()))).isEmpty();
    assertThat(index().callers().stillValid(operator.keyId(), now.plusSeconds(60)))
        .contains(operator);
    assertThat(index().callers().stillValid(operator.keyId(), now.minusSeconds(1))).isEmpty();
    assertThat(index().callers().stillValid(UUID.randomUUID(), now.plusSeconds(60))).isEmpty();
  }

  private Operator admin(Optional<UUID> organization) {
    return new Operator(UUID.randomUUID(), Role.ADMIN, organization);
  }

  private Optional<ApiKeys.AddRefusal> add(Authority by, Operator operator, Duration lifetime) {
    return index()
        .apiKeys()
        .add(by, operator, "key " + operator.keyId(), lifetime, Tenant.newHmac());
  }

  @Test
  default void aNameIsTakenInItsOwnOrganizationAlone() {
    String name = "key " + UUID.randomUUID();
    for (Optional<UUID> organization :
        List.of(
            Optional.of(Tenant.register(index()).organization().id()),
            Optional.of(Tenant.register(index()).organization().id()),
            Optional.<UUID>empty())) {
      assertThat(
              index()
                  .apiKeys()
                  .add(AUTHORITY, admin(organization), name, Duration.ZERO, Tenant.newHmac()))
          .isEmpty();
      assertThat(
              index()
                  .apiKeys()
                  .add(AUTHORITY, admin(organization), name, Duration.ZERO, Tenant.newHmac()))
          .contains(new ApiKeys.NameTaken());
    }
  }

  @Test
  default void noKeyMakesOneThatWorksLongerThanItself() {
    Optional<UUID> organization = Optional.of(Tenant.register(index()).organization().id());
    Operator maker = admin(organization);
    Authority by = Authority.of(maker);
    add(AUTHORITY, maker, Duration.ofHours(1));
    Instant until = listed(maker.keyId()).orElseThrow().key().expiresAt().orElseThrow();

    for (Duration longer : List.of(Duration.ZERO, Duration.ofHours(2))) {
      assertThat(add(by, admin(organization), longer)).contains(new ApiKeys.OutlivesMaker(until));
    }
    Operator made = admin(organization);
    assertThat(add(by, made, Duration.ofMinutes(59))).isEmpty();
    assertThat(listed(made.keyId()).orElseThrow().key().madeBy()).contains(maker.keyId());
    assertThat(listed(maker.keyId()).orElseThrow().key().madeBy()).isEmpty();
  }

  @Test
  default void noKeyMakesOneThatReachesFurtherThanItself() {
    Optional<UUID> organization = Optional.of(Tenant.register(index()).organization().id());
    Optional<UUID> other = Optional.of(Tenant.register(index()).organization().id());
    Operator maker = admin(organization);
    Operator reader = new Operator(UUID.randomUUID(), Role.READER, organization);
    add(AUTHORITY, maker, Duration.ZERO);
    add(AUTHORITY, reader, Duration.ZERO);

    for (Operator wider : List.of(admin(other), admin(Optional.empty()))) {
      assertThat(add(Authority.of(maker), wider, Duration.ZERO))
          .contains(new ApiKeys.NotPermitted());
    }
    assertThat(add(Authority.of(reader), admin(organization), Duration.ZERO))
        .contains(new ApiKeys.NotPermitted());
    index().apiKeys().revoke(AUTHORITY, maker.keyId());
    assertThat(add(Authority.of(maker), admin(organization), Duration.ZERO))
        .contains(new ApiKeys.NotPermitted());
  }

  @Test
  default void whatAKeyHasMadeIsRevokedWithItAndNothingElse() {
    Optional<UUID> organization = Optional.of(Tenant.register(index()).organization().id());
    Optional<UUID> other = Optional.of(Tenant.register(index()).organization().id());
    Operator maker = admin(organization);
    Operator child = admin(organization);
    Operator grandchild = admin(organization);
    Operator unrelated = admin(organization);
    Operator stranger = admin(other);
    add(AUTHORITY, maker, Duration.ZERO);
    add(Authority.of(maker), child, Duration.ZERO);
    add(Authority.of(child), grandchild, Duration.ZERO);
    add(AUTHORITY, unrelated, Duration.ZERO);
    add(AUTHORITY, stranger, Duration.ZERO);

    assertThat(index().apiKeys().revokeMade(Authority.of(stranger), maker.keyId())).isZero();
    assertThat(listed(child.keyId()).orElseThrow().works()).isTrue();
    index().apiKeys().revoke(AUTHORITY, maker.keyId());
    assertThat(listed(grandchild.keyId()).orElseThrow().works()).isTrue();
    assertThat(index().apiKeys().revokeMade(AUTHORITY, maker.keyId())).isEqualTo(2);

    for (Operator revoked : List.of(maker, child, grandchild)) {
      assertThat(listed(revoked.keyId()).orElseThrow().works()).isFalse();
    }
    for (Operator working : List.of(unrelated, stranger)) {
      assertThat(listed(working.keyId()).orElseThrow().works()).isTrue();
    }
    assertThat(index().apiKeys().revokeMade(AUTHORITY, maker.keyId())).isZero();
  }

  @Test
  default void aUseReplacesTheHashOfAnApiKey() {
    Operator operator = operatorOf(Tenant.register(index()));
    SecretHmac older = Tenant.newHmac();
    SecretHmac current = Tenant.newHmac();
    index().apiKeys().add(AUTHORITY, operator, "key " + operator.keyId(), Duration.ZERO, older);

    index().callers().usedKeys(Map.of(operator.keyId(), current));

    assertThat(index().callers().operator(List.of(current))).contains(operator);
    assertThat(index().callers().operator(List.of(older))).isEmpty();
  }
}
