package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.ErasureIndex.Begun;
import dev.coffer.application.rebuild.HighWater;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.application.rebuild.TenantSnapshotIndex;
import dev.coffer.application.rebuild.TenantSnapshotIndex.Entry;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link TenantSnapshotIndex} specifies. */
public interface TenantSnapshotIndexContract {

  Actor CHANGER = new Actor(Actor.Kind.COMMAND_LINE, "tester");
  Authority CHANGES_ALL = Authority.atCommandLine("tester");
  Duration WRITE_TIMEOUT = Duration.ofMinutes(5);

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private TenantSnapshotIndex snapshots() {
    return index().tenantSnapshots();
  }

  private UUID drive(String label) {
    return index()
        .drives()
        .known(label + "-" + UUID.randomUUID(), "memory", UUID.randomUUID())
        .drive()
        .id();
  }

  private static WriteToken token() {
    return new WriteToken(UUID.randomUUID());
  }

  private boolean isDue(UUID drive, UUID organization) {
    snapshots().collect();
    return snapshots().due(drive, WRITE_TIMEOUT, 100_000).contains(organization);
  }

  private TenantSnapshot draft(UUID drive, UUID organization) {
    return snapshots().draft(drive, organization, token()).orElseThrow();
  }

  /** Writes a snapshot as a vault does, except for the object on the drive. */
  private TenantSnapshot write(UUID drive, UUID organization) {
    snapshots().collect();
    TenantSnapshot snapshot = draft(drive, organization);
    snapshots().written(drive, snapshot.number());
    return snapshot;
  }

  private List<Long> obsolete(UUID drive) {
    return snapshots().obsolete(drive, WRITE_TIMEOUT, 1_000).stream().map(Entry::number).toList();
  }

  private void change(Tenant tenant, Systems.Change change) {
    index().systems().change(CHANGES_ALL, tenant.caller().systemId(), change);
  }

  private static Systems.Change label(String label) {
    return new Systems.Change(
        Optional.of(label), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Changes of a tenant, keyed by what they change. */
  private Map<String, Runnable> changes(Tenant tenant, Backup backup) {
    SystemId system = tenant.caller().systemId();
    String organization = tenant.organization().name();
    var key = UUID.randomUUID();
    Map<String, Runnable> changes = new LinkedHashMap<>();
    changes.put("label", () -> change(tenant, label("Branch")));
    changes.put(
        "state",
        () -> index().systems().change(CHANGES_ALL, system, Systems.Change.of(SystemState.PAUSED)));
    changes.put(
        "cap and interval",
        () ->
            change(
                tenant,
                new Systems.Change(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new ByteSize(1_000)),
                    Optional.of(Duration.ofHours(1)))));
    changes.put(
        "quota",
        () ->
            index()
                .organizations()
                .change(
                    CHANGES_ALL,
                    tenant.organization().id(),
                    new Organizations.Change(Optional.empty(), Optional.of(new ByteSize(10_000)))));
    changes.put(
        "a second secret",
        () ->
            index()
                .credentials()
                .add(
                    CHANGES_ALL,
                    new SystemCredentials.AddCommand(system, Set.of(Scope.LIST), Expiry.NEVER),
                    UUID.randomUUID(),
                    Tenant.newHmac()));
    changes.put(
        "a secret less",
        () -> index().credentials().revoke(CHANGES_ALL, system, tenant.caller().credentialId()));
    changes.put(
        "another secret",
        () ->
            index()
                .credentials()
                .rotate(CHANGES_ALL, system, UUID.randomUUID(), Tenant.newHmac(), Duration.ZERO));
    changes.put(
        "a key",
        () ->
            index()
                .apiKeys()
                .add(
                    CHANGES_ALL,
                    new Operator(key, Role.READER, Optional.of(tenant.organization().id())),
                    "key " + key,
                    Duration.ZERO,
                    Tenant.newHmac()));
    changes.put("a key less", () -> index().apiKeys().revoke(CHANGES_ALL, key));
    for (TenantRef owner :
        List.of(new TenantRef.OfOrganizationNamed(organization), new TenantRef.OfSystem(system))) {
      changes.put(
          "policy of " + owner,
          () -> index().retention().assign(CHANGES_ALL, owner, RetentionPolicy.KEEP_ALL));
      changes.put("no policy of " + owner, () -> index().retention().unassign(CHANGES_ALL, owner));
    }
    changes.put("pinned", () -> protect(backup, new Protection.Pinned()));
    changes.put("unpinned", () -> protect(backup, new Protection.Unpinned()));
    changes.put(
        "held", () -> protect(backup, new Protection.Held(Instant.parse("2100-01-01T00:00:00Z"))));
    changes.put("released", () -> protect(backup, new Protection.Released()));
    changes.put("deleted", () -> tenant.delete(CHANGER, backup.ref(), Duration.ofDays(1)));
    changes.put("undeleted", () -> index().deletions().undelete(CHANGES_ALL, backup.id()));
    return changes;
  }

  private void protect(Backup backup, Protection protection) {
    index().deletions().protect(CHANGES_ALL, backup.id(), protection);
  }

  @Test
  default void eachChangeIsToBeWrittenOnEachDrive() {
    Tenant tenant = Tenant.register(index());
    UUID organization = tenant.organization().id();
    UUID one = drive("one");
    UUID other = drive("other");
    assertThat(isDue(one, organization)).isTrue();
    Map<String, Runnable> changes = changes(tenant, tenant.store(10));

    changes.forEach((what, change) -> {
      write(one, organization);
      write(other, organization);
      assertThat(isDue(one, organization)).as("before " + what).isFalse();
      change.run();
      assertThat(isDue(one, organization)).as(what).isTrue();
      write(one, organization);
      assertThat(isDue(other, organization)).as(what + " on the other drive").isTrue();
    });
  }

  @Test
  default void anUploadIsNoChange() {
    Tenant tenant = Tenant.register(index());
    UUID drive = drive("one");
    write(drive, tenant.organization().id());

    tenant.store(10);

    assertThat(isDue(drive, tenant.organization().id())).isFalse();
  }

  @Test
  default void aReassignedSystemIsAChangeOfBothOwners() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index());
    UUID drive = drive("one");
    write(drive, system.organization().id());
    write(drive, owner.organization().id());

    index()
        .systems()
        .reassign(CHANGES_ALL, system.caller().systemId(), owner.organization().name());

    assertThat(isDue(drive, system.organization().id())).isTrue();
    assertThat(isDue(drive, owner.organization().id())).isTrue();
    assertThat(draft(drive, owner.organization().id()).systems())
        .extracting(TenantSnapshot.Member::id)
        .contains(system.caller().systemId());
  }

  @Test
  default void aSnapshotHasAllThatManifestsDoNot() {
    Tenant tenant = Tenant.register(index(), new ByteSize(1_000), new ByteSize(500));
    Backup pinned = tenant.store(10);
    Backup deleted = tenant.store(20);
    tenant.store(30);
    protect(pinned, new Protection.Pinned());
    tenant.delete(CHANGER, deleted.ref(), Duration.ofDays(1));
    index()
        .retention()
        .assign(
            CHANGES_ALL,
            new TenantRef.OfSystem(tenant.caller().systemId()),
            RetentionPolicy.KEEP_ALL);
    UUID key = UUID.randomUUID();
    index()
        .apiKeys()
        .add(
            CHANGES_ALL,
            new Operator(key, Role.OPERATOR, Optional.of(tenant.organization().id())),
            "key " + key,
            Duration.ofDays(1),
            Tenant.newHmac());

    TenantSnapshot told = draft(drive("one"), tenant.organization().id());

    assertThat(told.vaultId()).isEqualTo(index().drives().vaultId());
    assertThat(told.name()).isEqualTo(tenant.organization().name());
    assertThat(told.quota()).isEqualTo(new ByteSize(1_000));
    assertThat(told.policy()).isEmpty();
    assertThat(told.systems())
        .singleElement()
        .satisfies(system -> {
          assertThat(system.uuid()).isEqualTo(tenant.caller().systemUuid());
          assertThat(system.id()).isEqualTo(tenant.caller().systemId());
          assertThat(system.cap()).isEqualTo(new ByteSize(500));
          assertThat(system.state()).isEqualTo(SystemState.ACTIVE);
          assertThat(system.policy()).contains(RetentionPolicy.KEEP_ALL);
          assertThat(system.credentials())
              .singleElement()
              .satisfies(credential -> {
                assertThat(credential.id()).isEqualTo(tenant.caller().credentialId());
                assertThat(credential.hmac()).isEqualTo(tenant.hmac());
                assertThat(credential.scopes()).isEqualTo(Scope.APPLIANCE_DEFAULT);
              });
        });
    assertThat(told.keys())
        .singleElement()
        .satisfies(told1 -> {
          assertThat(told1.id()).isEqualTo(key);
          assertThat(told1.role()).isEqualTo(Role.OPERATOR);
          assertThat(told1.expiresAt()).isPresent();
        });
    assertThat(told.backups())
        .extracting(TenantSnapshot.Marked::id)
        .containsExactlyInAnyOrder(pinned.id(), deleted.id());
    assertThat(told.backups())
        .filteredOn(backup -> backup.deletedAt().isPresent())
        .extracting(TenantSnapshot.Marked::id)
        .containsExactly(deleted.id());
  }

  @Test
  default void keysForAllOrganizationsAreInASnapshotOfTheirOwn() {
    UUID drive = drive("one");
    write(drive, TenantSnapshot.OF_ALL);
    UUID key = UUID.randomUUID();
    index()
        .apiKeys()
        .add(
            CHANGES_ALL,
            new Operator(key, Role.ADMIN, Optional.empty()),
            "key " + key,
            Duration.ZERO,
            Tenant.newHmac());

    assertThat(isDue(drive, TenantSnapshot.OF_ALL)).isTrue();
    assertThat(draft(drive, TenantSnapshot.OF_ALL).keys())
        .extracting(TenantSnapshot.Key::id)
        .contains(key);
  }

  @Test
  default void aSnapshotBeingWrittenIsNotDueUntilItsTimeout() {
    UUID organization = Tenant.register(index()).organization().id();
    UUID drive = drive("one");
    snapshots().collect();
    TenantSnapshot intended = draft(drive, organization);

    assertThat(isDue(drive, organization)).isFalse();
    assertThat(snapshots().due(drive, Duration.ZERO, 100_000)).contains(organization);
    assertThat(obsolete(drive)).isEmpty();
    assertThat(snapshots().obsolete(drive, Duration.ZERO, 100))
        .extracting(Entry::number)
        .containsExactly(intended.number());
  }

  @Test
  default void theNewestAreKeptAndTheOthersAreObsolete() {
    UUID organization = Tenant.register(index()).organization().id();
    UUID drive = drive("one");
    List<TenantSnapshot> written =
        List.of(
            write(drive, organization),
            write(drive, organization),
            write(drive, organization),
            write(drive, organization));

    assertThat(obsolete(drive)).containsExactly(written.getFirst().number());
    snapshots().removed(drive, written.getFirst().number());
    assertThat(obsolete(drive)).isEmpty();
  }

  @Test
  default void aMarkIsDueAfterEachSnapshotAndEachPeriod() {
    Tenant tenant = Tenant.register(index());
    UUID drive = drive("one");
    Backup newest = tenant.store(10);
    Duration hour = Duration.ofHours(1);

    HighWater first = snapshots().mark(drive, token(), hour).orElseThrow();
    snapshots().written(drive, first.number());
    Optional<HighWater> repeated = snapshots().mark(drive, token(), hour);
    TenantSnapshot snapshot = write(drive, tenant.organization().id());
    HighWater second = snapshots().mark(drive, token(), hour).orElseThrow();

    assertThat(first.vaultId()).isEqualTo(index().drives().vaultId());
    assertThat(first.newestReceivedAt().orElseThrow()).isAfterOrEqualTo(newest.receivedAt());
    assertThat(repeated).isEmpty();
    assertThat(second.number()).isGreaterThan(snapshot.number());
    assertThat(snapshots().mark(drive, token(), hour)).isEmpty();
    assertThat(snapshots().mark(drive, token(), Duration.ZERO)).isPresent();
  }

  private Erasure erase(TenantRef tenant) {
    if (index().erasures().begin(CHANGES_ALL, tenant, true) instanceof Begun(Erasure erasure)) {
      return erasure;
    }
    throw new AssertionError("not begun: " + tenant);
  }

  @Test
  default void anErasureEndsWhenNoSnapshotNamesTheSystem() {
    Tenant tenant = Tenant.register(index());
    UUID organization = tenant.organization().id();
    UUID drive = drive("one");
    TenantSnapshot naming = write(drive, organization);
    Erasure erasure = erase(new TenantRef.OfSystem(tenant.caller().systemId()));

    assertThat(index().erasures().finish(erasure)).isEmpty();
    assertThat(erase(new TenantRef.OfSystem(tenant.caller().systemId())).finishedAt())
        .as("asked again when its rows are gone")
        .isEmpty();
    assertThat(obsolete(drive)).as("before there is a later one").isEmpty();
    assertThat(isDue(drive, organization)).isTrue();
    assertThat(write(drive, organization).systems()).isEmpty();
    assertThat(index().erasures().finish(erasure)).isEmpty();
    assertThat(obsolete(drive)).containsExactly(naming.number());
    snapshots().removed(drive, naming.number());

    assertThat(index().erasures().finish(erasure)).isPresent();
  }

  @Test
  default void noSnapshotIsDueOfAnErasedOrganization() {
    Tenant tenant = Tenant.register(index());
    UUID organization = tenant.organization().id();
    UUID drive = drive("one");
    TenantSnapshot naming = write(drive, organization);
    Erasure erasure = erase(new TenantRef.OfOrganizationNamed(tenant.organization().name()));

    assertThat(index().erasures().finish(erasure)).isEmpty();
    assertThat(erase(new TenantRef.OfOrganizationNamed(tenant.organization().name())).finishedAt())
        .as("asked again when its rows are gone")
        .isEmpty();
    assertThat(isDue(drive, organization)).isFalse();
    assertThat(snapshots().draft(drive, organization, token())).isEmpty();
    assertThat(obsolete(drive)).containsExactly(naming.number());
    snapshots().removed(drive, naming.number());

    assertThat(index().erasures().finish(erasure)).isPresent();
  }
}
