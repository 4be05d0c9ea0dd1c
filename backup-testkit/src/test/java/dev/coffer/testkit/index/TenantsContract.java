package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.tenancy.CredentialIndex.Addition;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What {@link dev.coffer.application.tenancy.OrganizationIndex}, {@link
 * dev.coffer.application.tenancy.SystemIndex}, {@link
 * dev.coffer.application.tenancy.CredentialIndex} and the events of the {@link
 * dev.coffer.application.audit.AuditLog} specify. They are one contract because scope and audit are
 * the same for all of them.
 */
public interface TenantsContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private static Authority of(Tenant tenant) {
    return new Authority(Actor.vault("contract"), Optional.of(tenant.organization().id()));
  }

  private static Systems.PageQuery systems(int max) {
    return new Systems.PageQuery(Optional.empty(), Optional.empty(), Optional.empty(), max);
  }

  private static SystemId key(Tenant tenant) {
    return tenant.caller().systemId();
  }

  private static Systems.Change state(SystemState state) {
    return new Systems.Change(
        Optional.empty(), Optional.of(state), Optional.empty(), Optional.empty());
  }

  private List<AuditEvent> events(Tenant tenant, AuditFilter filter) {
    return index()
        .audit()
        .events(of(tenant), new AuditEvents.PageQuery(filter, Optional.empty(), 100));
  }

  @Test
  default void anOperatorOfOneOrganizationSeesNoOther() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());

    assertThat(
            index()
                .organizations()
                .list(of(tenant), new Organizations.PageQuery(Optional.empty(), 1000)))
        .extracting(Organization::id)
        .containsExactly(tenant.organization().id());
    assertThat(index().systems().list(of(tenant), systems(1000)))
        .extracting(row -> row.system().id())
        .containsExactly(key(tenant));
    assertThat(index().organizations().find(of(tenant), other.organization().id())).isEmpty();
    assertThat(index().systems().find(of(tenant), key(other))).isEmpty();
    assertThat(index().systems().change(of(tenant), key(other), state(SystemState.RETIRED)))
        .isEqualTo(new Systems.UnknownSystem());
    assertThat(index().credentials().list(of(tenant), key(other))).isEmpty();
    assertThat(index().credentials().revoke(of(tenant), key(other), other.caller().credentialId()))
        .isFalse();
    assertThat(events(tenant, AuditFilter.ALL))
        .allSatisfy(
            event -> assertThat(event.organizationId()).contains(tenant.organization().id()));
  }

  @Test
  default void everySystemIsOnExactlyOnePage() {
    Tenant first = Tenant.register(index());
    Tenant second = Tenant.register(index());
    Systems.PageQuery query = systems(1);
    List<SystemId> seen = new ArrayList<>();

    for (List<SystemProfile> page = index().systems().list(TestVault.AUTHORITY, query);
        !page.isEmpty();
        page = index().systems().list(TestVault.AUTHORITY, query)) {
      SystemId last = page.getLast().system().id();
      seen.add(last);
      query = new Systems.PageQuery(Optional.empty(), Optional.empty(), Optional.of(last), 1);
    }

    assertThat(seen).contains(key(first), key(second)).doesNotHaveDuplicates();
  }

  @Test
  default void filtersOfSystemsAreCombined() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    for (Tenant changed : List.of(tenant, other)) {
      index().systems().change(TestVault.AUTHORITY, key(changed), state(SystemState.PAUSED));
    }

    var wanted =
        new Systems.PageQuery(
            Optional.of(tenant.organization().name()),
            Optional.of(SystemState.PAUSED),
            Optional.empty(),
            10);
    var none =
        new Systems.PageQuery(
            Optional.of(tenant.organization().name()),
            Optional.of(SystemState.ACTIVE),
            Optional.empty(),
            10);
    assertThat(index().systems().list(TestVault.AUTHORITY, wanted))
        .extracting(row -> row.system().id())
        .containsExactly(key(tenant));
    assertThat(index().systems().list(TestVault.AUTHORITY, none)).isEmpty();
  }

  @Test
  default void aChangeOfASystemIsKeptAndRecordedOnce() {
    Tenant tenant = Tenant.register(index());
    var change =
        new Systems.Change(
            Optional.of("Branch office"),
            Optional.of(SystemState.PAUSED),
            Optional.of(new ByteSize(5)),
            Optional.of(Duration.ofDays(1)));

    for (int i = 0; i < 2; i++) {
      index().systems().change(of(tenant), key(tenant), change);
    }

    SystemProfile now = index().systems().find(of(tenant), key(tenant)).orElseThrow();
    assertThat(now.system().label()).isEqualTo("Branch office");
    assertThat(now.system().state()).isEqualTo(SystemState.PAUSED);
    assertThat(now.system().cap()).isEqualTo(new ByteSize(5));
    assertThat(now.expectedInterval()).isEqualTo(Duration.ofDays(1));
    assertThat(events(tenant, AuditFilter.ALL))
        .filteredOn(event -> event.action() == AuditAction.SYSTEM_CHANGED)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.actor()).isEqualTo(of(tenant).actor());
          assertThat(event.systemId()).contains(key(tenant));
          assertThat(event.detail()).contains("Branch office", "paused");
        });
  }

  @Test
  default void aRetiredSystemIsNotServedAgain() {
    Tenant tenant = Tenant.register(index());
    index().systems().change(of(tenant), key(tenant), state(SystemState.RETIRED));

    assertThat(index().systems().change(of(tenant), key(tenant), state(SystemState.ACTIVE)))
        .isEqualTo(new Systems.Retired());
  }

  @Test
  default void anOrganizationIsRenamedUnlessAnotherHasTheName() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    String name = "renamed " + UUID.randomUUID();
    UUID id = tenant.organization().id();

    var taken =
        index()
            .organizations()
            .change(
                TestVault.AUTHORITY,
                id,
                new Organizations.Change(
                    Optional.of(other.organization().name()), Optional.empty()));
    index()
        .organizations()
        .change(
            TestVault.AUTHORITY,
            id,
            new Organizations.Change(Optional.of(name), Optional.of(new ByteSize(7))));

    assertThat(taken).isEqualTo(new Organizations.NameTaken());
    Organization now = index().organizations().find(of(tenant), id).orElseThrow();
    assertThat(now.name()).isEqualTo(name);
    assertThat(now.quota()).isEqualTo(new ByteSize(7));
  }

  @Test
  default void anOperatorOfOneOrganizationSetsNoQuota() {
    Tenant tenant = Tenant.register(index());

    assertThat(
            index()
                .organizations()
                .change(
                    of(tenant),
                    tenant.organization().id(),
                    new Organizations.Change(Optional.empty(), Optional.of(new ByteSize(1)))))
        .isEqualTo(new Organizations.NotPermitted());
  }

  /** Otherwise it would learn which names other tenants have. */
  @Test
  default void anOperatorOfOneOrganizationGetsTheSameAnswerForEveryName() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Organization before = tenant.organization();

    for (String name :
        List.of(other.organization().name(), "free " + UUID.randomUUID(), before.name())) {
      assertThat(
              index()
                  .organizations()
                  .change(
                      of(tenant),
                      before.id(),
                      new Organizations.Change(Optional.of(name), Optional.empty())))
          .isEqualTo(new Organizations.NotPermitted());
    }
    assertThat(index().organizations().find(of(tenant), before.id()).orElseThrow().name())
        .isEqualTo(before.name());
  }

  /** As a Mac writes it: the letter and its accent are two characters. */
  @Test
  default void anOrganizationIsFoundByItsNameInEitherForm() {
    String unique = UUID.randomUUID().toString();
    String composed = "Caf\u00e9 " + unique;
    String decomposed = "Cafe\u0301 " + unique;
    Tenant tenant = Tenant.register(index());
    UUID id = tenant.organization().id();
    index()
        .organizations()
        .change(
            TestVault.AUTHORITY,
            id,
            new Organizations.Change(Optional.of(decomposed), Optional.empty()));

    for (String name : List.of(composed, decomposed, " " + decomposed)) {
      assertThat(index().organizations().find(TestVault.AUTHORITY, name))
          .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo(composed));
      assertThat(
              index()
                  .systems()
                  .list(
                      TestVault.AUTHORITY,
                      new Systems.PageQuery(
                          Optional.of(name), Optional.empty(), Optional.empty(), 10)))
          .extracting(profile -> profile.system().id())
          .containsExactly(key(tenant));
      assertThat(
              index()
                  .retention()
                  .assign(
                      TestVault.AUTHORITY,
                      new TenantRef.OfOrganizationNamed(name),
                      RetentionPolicy.DEFAULT))
          .isTrue();
      assertThat(
              events(
                  tenant,
                  new AuditFilter(
                      Optional.empty(),
                      Optional.of(name),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty())))
          .isNotEmpty();
    }
  }

  private Addition addCredential(Tenant tenant, SecretHmac hmac) {
    return index()
        .credentials()
        .add(
            of(tenant),
            new SystemCredentials.AddCommand(key(tenant), Set.of(Scope.LIST), Expiry.NEVER),
            UUID.randomUUID(),
            hmac);
  }

  @Test
  default void twoCredentialsWorkAtOnceButNotThree() {
    Tenant tenant = Tenant.register(index());
    SecretHmac second = Tenant.newHmac();

    assertThat(addCredential(tenant, second)).isEqualTo(Addition.ADDED);
    assertThat(addCredential(tenant, Tenant.newHmac())).isEqualTo(Addition.TOO_MANY);
    for (SecretHmac hmac : List.of(tenant.hmac(), second)) {
      assertThat(index().callers().system(key(tenant), List.of(hmac)).orElseThrow().credential())
          .isPresent();
    }
  }

  @Test
  default void aRotationLeavesNoMoreThanTwoCredentials() {
    Tenant tenant = Tenant.register(index());
    addCredential(tenant, Tenant.newHmac());

    index()
        .credentials()
        .rotate(of(tenant), key(tenant), UUID.randomUUID(), Tenant.newHmac(), Duration.ofDays(7));

    assertThat(credentials(tenant)).filteredOn(CredentialFacts::works).hasSize(2);
    assertThat(
            index()
                .callers()
                .system(key(tenant), List.of(tenant.hmac()))
                .orElseThrow()
                .credential())
        .isEmpty();
  }

  private List<CredentialFacts> credentials(Tenant tenant) {
    return index().credentials().list(of(tenant), key(tenant)).orElseThrow();
  }

  @Test
  default void aRevokedCredentialIsRefusedImmediatelyAndRecordedOnce() {
    Tenant tenant = Tenant.register(index());
    UUID credential = tenant.caller().credentialId();

    for (int i = 0; i < 2; i++) {
      assertThat(index().credentials().revoke(of(tenant), key(tenant), credential)).isTrue();
    }

    assertThat(
            index()
                .callers()
                .system(key(tenant), List.of(tenant.hmac()))
                .orElseThrow()
                .credential())
        .isEmpty();
    assertThat(credentials(tenant).getFirst().works()).isFalse();
    assertThat(credentials(tenant).getFirst().revokedAt()).isPresent();
    assertThat(events(tenant, AuditFilter.ALL))
        .extracting(AuditEvent::action)
        .containsOnlyOnce(AuditAction.CREDENTIAL_REVOKED);
  }

  @Test
  default void aUseIsRecordedAtMostOnceAMinute() {
    Tenant tenant = Tenant.register(index());
    Map<UUID, SecretHmac> used = Map.of(tenant.caller().credentialId(), tenant.hmac());
    assertThat(credentials(tenant).getFirst().lastUsedAt()).isEmpty();

    index().callers().used(used);
    var first = credentials(tenant).getFirst().lastUsedAt();
    index().callers().used(used);

    assertThat(first).isPresent();
    assertThat(credentials(tenant).getFirst().lastUsedAt()).isEqualTo(first);
  }

  @Test
  default void aUseReplacesTheHashOfASecret() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    SecretHmac current = Tenant.newHmac();
    CallerIndex callers = index().callers();

    callers.used(Map.of(tenant.caller().credentialId(), current, UUID.randomUUID(), other.hmac()));

    assertThat(callers.system(key(tenant), List.of(current)).orElseThrow().credential())
        .isPresent();
    assertThat(callers.system(key(tenant), List.of(tenant.hmac())).orElseThrow().credential())
        .isEmpty();
    assertThat(callers.system(key(other), List.of(other.hmac())).orElseThrow().credential())
        .isPresent();
  }

  @Test
  default void everyEventIsOnExactlyOnePage() {
    Tenant tenant = Tenant.register(index());
    for (SystemState state : SystemState.values()) {
      index().systems().change(of(tenant), key(tenant), state(state));
    }
    List<AuditEvent> all = events(tenant, AuditFilter.ALL);
    List<AuditEvent> seen = new ArrayList<>();

    Optional<AuditPlace> after = Optional.empty();
    do {
      List<AuditEvent> page =
          index().audit().events(of(tenant), new AuditEvents.PageQuery(AuditFilter.ALL, after, 2));
      seen.addAll(page);
      after = page.size() < 2 ? Optional.empty() : Optional.of(AuditPlace.of(page.getLast()));
    } while (after.isPresent());

    // One for its addition, and one for each state except its first.
    assertThat(all).hasSize(5);
    assertThat(seen).isEqualTo(all);
  }

  @Test
  default void eachFilterOfEventsIsApplied() {
    Tenant tenant = Tenant.register(index());
    index().systems().change(of(tenant), key(tenant), state(SystemState.PAUSED));
    AuditEvent changed = events(tenant, AuditFilter.ALL).getFirst();
    AuditFilter none = AuditFilter.ALL;

    assertThat(
            events(
                tenant,
                new AuditFilter(
                    Optional.of(key(tenant)),
                    Optional.of(tenant.organization().name()),
                    Optional.of(AuditAction.SYSTEM_CHANGED),
                    Optional.of("contract"),
                    Optional.of(changed.at()),
                    Optional.of(changed.at()))))
        .containsExactly(changed);
    assertThat(
            List.of(
                new AuditFilter(
                    Optional.of(new SystemId("nobody")),
                    none.organization(),
                    none.action(),
                    none.actor(),
                    none.since(),
                    none.until()),
                new AuditFilter(
                    none.system(),
                    Optional.of("nobody"),
                    none.action(),
                    none.actor(),
                    none.since(),
                    none.until()),
                new AuditFilter(
                    none.system(),
                    none.organization(),
                    Optional.of(AuditAction.LINK_MADE),
                    none.actor(),
                    none.since(),
                    none.until()),
                new AuditFilter(
                    none.system(),
                    none.organization(),
                    none.action(),
                    Optional.of("nobody"),
                    none.since(),
                    none.until()),
                new AuditFilter(
                    none.system(),
                    none.organization(),
                    none.action(),
                    none.actor(),
                    Optional.of(changed.at().plusSeconds(3600)),
                    none.until()),
                new AuditFilter(
                    none.system(),
                    none.organization(),
                    none.action(),
                    none.actor(),
                    none.since(),
                    Optional.of(changed.at().minusSeconds(3600)))))
        .allSatisfy(filter -> assertThat(events(tenant, filter)).isEmpty());
  }

  @Test
  default void aChangeOfAPolicyIsAnEventOfItsOwner() {
    Tenant tenant = Tenant.register(index());
    Authority by = of(tenant);

    index().retention().assign(by, new TenantRef.OfSystem(key(tenant)), RetentionPolicy.DEFAULT);
    index()
        .retention()
        .assign(
            by,
            new TenantRef.OfOrganizationNamed(tenant.organization().name()),
            RetentionPolicy.DEFAULT);

    assertThat(events(tenant, AuditFilter.ALL))
        .filteredOn(event -> event.action() == AuditAction.RETENTION_CHANGED)
        .extracting(AuditEvent::systemId)
        .containsExactly(Optional.empty(), Optional.of(key(tenant)));
  }

  @Test
  default void theBackupsOfTenantsAreCounted() {
    Tenant tenant = Tenant.register(index());
    Tenant empty = Tenant.register(index());
    tenant.store(10);
    var newest = tenant.store(20).receivedAt();
    UUID owner = tenant.organization().id();
    UUID system = tenant.caller().systemUuid();

    var bySystem = index().usage().storedBySystems(List.of(system));
    var byOwner = index().usage().storedByOrganizations(List.of(owner, empty.organization().id()));

    var two = new StoredBackups(2, Optional.of(newest));
    assertThat(bySystem).containsExactly(Map.entry(system, two));
    assertThat(byOwner).containsEntry(owner, two);
    assertThat(byOwner.getOrDefault(empty.organization().id(), StoredBackups.NOTHING))
        .isEqualTo(StoredBackups.NOTHING);
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

    assertThat(index().organizations().add(TestVault.AUTHORITY, same)).isFalse();
    assertThat(index().organizations().find(TestVault.AUTHORITY, same.name()))
        .contains(tenant.organization());
    assertThat(index().organizations().find(TestVault.AUTHORITY, same.id())).isEmpty();
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
            index()
                .systems()
                .add(TestVault.AUTHORITY, shouting, Duration.ZERO, credential, Tenant.newHmac()))
        .isFalse();
    assertThat(index().systems().find(TestVault.AUTHORITY, tenant.caller().systemId())).isPresent();
    assertThat(index().systems().find(TestVault.AUTHORITY, shouting.id())).isEmpty();
  }

  @Test
  default void aSuspendedSystemIsRecognisedAsSuspended() {
    Tenant tenant = Tenant.register(index());

    Systems.ChangeResult changed =
        index()
            .systems()
            .change(
                TestVault.AUTHORITY,
                tenant.caller().systemId(),
                Systems.Change.of(SystemState.SUSPENDED));

    assertThat(changed).isInstanceOf(Systems.Changed.class);
    var access =
        index().callers().system(tenant.caller().systemId(), List.of(tenant.hmac())).orElseThrow();
    assertThat(access.system().state()).isEqualTo(SystemState.SUSPENDED);
    assertThat(access.credential()).isPresent();
  }

  @Test
  default void anUnknownSystemCanNeitherBeSuspendedNorRotated() {
    var nobody = new SystemId("nobody-" + UUID.randomUUID());

    assertThat(
            index()
                .systems()
                .change(TestVault.AUTHORITY, nobody, Systems.Change.of(SystemState.SUSPENDED)))
        .isEqualTo(new Systems.UnknownSystem());
    assertThat(
            index()
                .credentials()
                .rotate(
                    TestVault.AUTHORITY,
                    nobody,
                    UUID.randomUUID(),
                    Tenant.newHmac(),
                    Duration.ZERO))
        .isFalse();
  }

  @Test
  default void bothSecretsWorkDuringTheOverlapOfARotation() {
    Tenant tenant = Tenant.register(index());
    SecretHmac successor = Tenant.newHmac();

    index()
        .credentials()
        .rotate(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            UUID.randomUUID(),
            successor,
            Duration.ofDays(7));

    assertThat(credentialOf(tenant, tenant.hmac())).isPresent();
    assertThat(credentialOf(tenant, successor).orElseThrow().scopes())
        .isEqualTo(Scope.APPLIANCE_DEFAULT);
  }

  @Test
  default void aRotationWithoutOverlapRevokesTheFormerSecretImmediately() {
    Tenant tenant = Tenant.register(index());
    SecretHmac successor = Tenant.newHmac();

    index()
        .credentials()
        .rotate(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            UUID.randomUUID(),
            successor,
            Duration.ZERO);

    assertThat(credentialOf(tenant, tenant.hmac())).isEmpty();
    assertThat(credentialOf(tenant, successor)).isPresent();
  }

  private Optional<Credential> credentialOf(Tenant tenant, SecretHmac hmac) {
    return index()
        .callers()
        .system(tenant.caller().systemId(), List.of(hmac))
        .orElseThrow()
        .credential();
  }
}
