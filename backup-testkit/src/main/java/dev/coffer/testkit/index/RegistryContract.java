package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.ListApiKeys;
import dev.coffer.application.tenancy.Registry;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every index must do with organizations, systems, credentials and drives. */
public interface RegistryContract {

  Authority AUTHORITY = Authority.ofVault("test");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private Registry registry() {
    return index().registry();
  }

  @Test
  default void anOrganizationsNameIsUnique() {
    Tenant tenant = Tenant.register(index());
    var same =
        new Organization(
            UUID.randomUUID(),
            tenant.organization().name(),
            ByteSize.ZERO,
            ByteSize.ZERO,
            ByteSize.ZERO);

    assertThat(registry().addOrganization(AUTHORITY.actor(), same)).isFalse();
    assertThat(registry().organizations()).contains(tenant.organization()).doesNotContain(same);
  }

  @Test
  default void aSystemsKeyIsUniqueInAnyLetterCase() {
    Tenant tenant = Tenant.register(index());
    var shouting =
        new ManagedSystem(
            UUID.randomUUID(),
            tenant.organization().id(),
            new SystemId(tenant.caller().systemId().value().toUpperCase(Locale.ROOT)),
            "",
            SystemState.ACTIVE,
            ByteSize.ZERO,
            ByteSize.ZERO);
    var credential = new Credential(UUID.randomUUID(), Scope.APPLIANCE_DEFAULT, Optional.empty());

    assertThat(
            registry()
                .addSystem(
                    AUTHORITY.actor(), shouting, Duration.ZERO, credential, Tenant.newHmac()))
        .isFalse();
    assertThat(registry().systems())
        .extracting(row -> row.system().id())
        .contains(tenant.caller().systemId())
        .doesNotContain(shouting.id());
  }

  @Test
  default void aSuspendedSystemIsStillRecognisedAndSaysSo() {
    Tenant tenant = Tenant.register(index());

    boolean changed =
        registry().changeState(AUTHORITY, tenant.caller().systemId(), SystemState.SUSPENDED);

    assertThat(changed).isTrue();
    var access =
        index().callers().system(tenant.caller().systemId(), List.of(tenant.hmac())).orElseThrow();
    assertThat(access.system().state()).isEqualTo(SystemState.SUSPENDED);
    assertThat(access.credential()).isPresent();
  }

  @Test
  default void anUnknownSystemCanNeitherBeSuspendedNorRotated() {
    var nobody = new SystemId("nobody-" + UUID.randomUUID());

    assertThat(registry().changeState(AUTHORITY, nobody, SystemState.SUSPENDED)).isFalse();
    assertThat(
            registry()
                .rotate(AUTHORITY, nobody, UUID.randomUUID(), Tenant.newHmac(), Duration.ZERO))
        .isFalse();
  }

  @Test
  default void bothSecretsWorkDuringTheOverlapOfARotation() {
    Tenant tenant = Tenant.register(index());
    SecretHmac successor = Tenant.newHmac();

    registry()
        .rotate(
            AUTHORITY,
            tenant.caller().systemId(),
            UUID.randomUUID(),
            successor,
            Duration.ofDays(7));

    assertThat(credential(tenant, tenant.hmac())).isPresent();
    assertThat(credential(tenant, successor).orElseThrow().scopes())
        .isEqualTo(Scope.APPLIANCE_DEFAULT);
  }

  @Test
  default void aRotationWithoutOverlapRevokesTheFormerSecretAtOnce() {
    Tenant tenant = Tenant.register(index());
    SecretHmac successor = Tenant.newHmac();

    registry()
        .rotate(AUTHORITY, tenant.caller().systemId(), UUID.randomUUID(), successor, Duration.ZERO);

    assertThat(credential(tenant, tenant.hmac())).isEmpty();
    assertThat(credential(tenant, successor)).isPresent();
  }

  private Operator operatorOf(Tenant tenant) {
    return new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.of(tenant.organization().id()));
  }

  private Optional<ListApiKeys.Row> listed(UUID keyId) {
    return registry().apiKeys(AUTHORITY).stream()
        .filter(row -> row.key().id().equals(keyId))
        .findFirst();
  }

  @Test
  default void aKeyIsListedAsItWasMade() {
    Tenant tenant = Tenant.register(index());
    Operator operator = operatorOf(tenant);
    String name = "key " + operator.keyId();

    boolean added =
        registry()
            .addApiKey(AUTHORITY.actor(), operator, name, Duration.ofDays(90), Tenant.newHmac());

    assertThat(added).isTrue();
    ListApiKeys.Row row = listed(operator.keyId()).orElseThrow();
    assertThat(row.works()).isTrue();
    assertThat(row.key().name()).isEqualTo(name);
    assertThat(row.key().role()).isEqualTo(Role.OPERATOR);
    assertThat(row.key().organization()).contains(tenant.organization().name());
    assertThat(Duration.between(row.key().createdAt(), row.key().expiresAt().orElseThrow()))
        .isBetween(Duration.ofDays(90).minusSeconds(1), Duration.ofDays(90).plusSeconds(1));
    assertThat(row.key().revokedAt()).isEmpty();
  }

  @Test
  default void aKeyThatWasRevokedOrHasExpiredIsNobodys() {
    Tenant tenant = Tenant.register(index());
    Operator revoked = operatorOf(tenant);
    Operator expired = operatorOf(tenant);
    SecretHmac ofRevoked = Tenant.newHmac();
    SecretHmac ofExpired = Tenant.newHmac();
    registry()
        .addApiKey(AUTHORITY.actor(), revoked, "key " + revoked.keyId(), Duration.ZERO, ofRevoked);
    registry()
        .addApiKey(
            AUTHORITY.actor(), expired, "key " + expired.keyId(), Duration.ofMillis(1), ofExpired);
    assertThat(index().callers().operator(List.of(ofRevoked))).contains(revoked);

    boolean first = registry().revokeApiKey(AUTHORITY, revoked.keyId());
    boolean second = registry().revokeApiKey(AUTHORITY, revoked.keyId());

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
    registry().addApiKey(AUTHORITY.actor(), first, name, Duration.ZERO, Tenant.newHmac());

    assertThat(
            registry()
                .addApiKey(
                    AUTHORITY.actor(), operatorOf(tenant), name, Duration.ZERO, Tenant.newHmac()))
        .isFalse();
    registry().revokeApiKey(AUTHORITY, first.keyId());
    assertThat(
            registry()
                .addApiKey(
                    AUTHORITY.actor(), operatorOf(tenant), name, Duration.ZERO, Tenant.newHmac()))
        .isTrue();
  }

  @Test
  default void aDriveKeepsTheIdItWasFirstKnownBy() {
    String label = "drive-" + UUID.randomUUID();
    var first = index().drives().known(label, "local", UUID.randomUUID());
    index().drives().markInitialised(first.drive().id());

    var second = index().drives().known(label, "local", UUID.randomUUID());

    assertThat(first.initialised()).isFalse();
    assertThat(second.drive()).isEqualTo(first.drive());
    assertThat(second.initialised()).isTrue();
  }

  @Test
  default void aLabelCannotMoveToAnotherProvider() {
    String label = "drive-" + UUID.randomUUID();
    index().drives().known(label, "local", UUID.randomUUID());

    assertThatThrownBy(() -> index().drives().known(label, "s3", UUID.randomUUID()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("local");
  }

  private Optional<Credential> credential(Tenant tenant, SecretHmac hmac) {
    return index()
        .callers()
        .system(tenant.caller().systemId(), List.of(hmac))
        .orElseThrow()
        .credential();
  }
}
