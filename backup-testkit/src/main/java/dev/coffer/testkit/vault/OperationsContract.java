package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.KeyedHash;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.Links;
import dev.coffer.application.download.Links.StoreLink;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the use cases guarantee to operators. */
public interface OperationsContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** An empty store, initialised as this drive. */
  BlobStore newStore(UUID driveId);

  /** A vault with a system, a backup of it, and keys of every role of its organization. */
  final class World {

    final TestVault vault;
    final Registered system;
    final byte[] bytes = Payloads.ofLength(100_000).bytes();
    final Backup backup;

    private World(TestVault vault) {
      this.vault = vault;
      this.system = vault.register();
      if (vault.upload(system, bytes) instanceof ApplianceBackups.Stored(Backup stored)) {
        this.backup = stored;
      } else {
        throw new AssertionError("the upload was not stored");
      }
    }

    VaultUseCases useCases() {
      return vault.useCases();
    }

    /** Adds a key of this organization to the index. */
    Operator key(Role role) {
      return key(role, Optional.of(vault.recognise(system).organizationId()));
    }

    Operator key(Role role, Optional<UUID> organization) {
      var operator = new Operator(UUID.randomUUID(), role, organization);
      vault
          .index()
          .apiKeys()
          .add(
              TestVault.AUTHORITY,
              operator,
              "key " + operator.keyId(),
              Duration.ZERO,
              Tenant.newHmac());
      return operator;
    }

    FleetBackup shown() {
      return useCases().fleet().show(Authority.of(key(Role.READER)), backup.id()).orElseThrow();
    }

    UUID copyId() {
      return shown().copies().getFirst().copy().id();
    }
  }

  private World newWorld() {
    String label = "drive-" + UUID.randomUUID();
    Drive drive = index().drives().known(label, "test", UUID.randomUUID()).drive();
    return new World(TestVault.over(index(), List.of(new Mounted(drive, newStore(drive.id())))));
  }

  private static byte[] bytes(Optional<Download> found) {
    try (InputStream whole = found.orElseThrow().content().whole().orElseThrow()) {
      return whole.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("the download broke", e);
    }
  }

  private static Optional<Download> followed(World world, DownloadLink link) {
    return world.useCases().links().follow(link) instanceof Links.Found(Download download)
        ? Optional.of(download)
        : Optional.empty();
  }

  private static DownloadLink link(World world, Operator operator) {
    return world
        .useCases()
        .links()
        .link(operator, world.backup.id())
        .map(Links.Made::link)
        .map(DownloadLink.class::cast)
        .orElseThrow();
  }

  private static DeleteBackup.Result delete(World world, Operator operator) {
    return world
        .vault
        .useCases()
        .deletions()
        .delete(Authority.of(operator), DeleteCommand.of(world.system.id(), world.backup.ref()));
  }

  private static List<BackupId> list(World world, Operator operator, int max) {
    List<BackupId> listed = new ArrayList<>();
    Optional<FleetPlace> next = Optional.empty();
    do {
      var query = new Fleet.Query(FleetFilter.ALL, FleetOrder.NEWEST_FIRST, next, max);
      Fleet.Page page = world.useCases().fleet().page(Authority.of(operator), query);
      page.backups().forEach(backup -> listed.add(backup.ref().id()));
      next = page.next();
    } while (next.isPresent());
    return listed;
  }

  @Test
  default void pagesEndWithTheLastBackup() {
    World world = newWorld();
    for (int i = 0; i < 3; i++) {
      world.vault.upload(world.system, world.bytes);
    }

    for (int max : new int[] {1, 2, 3, 4, 5}) {
      assertThat(list(world, world.key(Role.READER), max)).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  default void noRoleReachesTheBackupsOfAnotherOrganization() {
    World world = newWorld();
    World other = newWorld();
    UUID copy = world.copyId();

    for (Role role : Role.values()) {
      Operator own = world.key(role);
      Operator foreign = other.key(role);
      VaultUseCases useCases = world.useCases();

      assertThat(list(world, own, 100)).containsExactly(world.backup.id());
      assertThat(list(world, foreign, 100)).containsExactly(other.backup.id());
      assertThat(useCases.fleet().show(Authority.of(own), world.backup.id())).isPresent();
      assertThat(useCases.fleet().show(Authority.of(foreign), world.backup.id())).isEmpty();
      assertThat(useCases.fleet().retry(Authority.of(foreign), world.backup.id()))
          .isEqualTo(new Fleet.NotFound());
      assertThat(useCases.downloads().copy(Authority.of(foreign), copy)).isEmpty();
      assertThat(useCases.links().link(foreign, world.backup.id())).isEmpty();
      assertThat(useCases.systemBackups().list(Authority.of(own), world.system.id())).isPresent();
      assertThat(useCases.systemBackups().list(Authority.of(foreign), world.system.id())).isEmpty();
      assertThat(delete(world, foreign)).isEqualTo(new DeleteBackup.NotFound());
    }
    assertThat(list(world, world.key(Role.READER, Optional.empty()), 100))
        .contains(world.backup.id(), other.backup.id());
  }

  @Test
  default void anUnknownKeyIsRefused() {
    assertThat(
            newWorld()
                .useCases()
                .recogniseOperator()
                .recognise(Credentials.ofApiKey(new Secret("ck1_nobodys")), Role.READER))
        .isEqualTo(new RecogniseOperator.Unknown());
  }

  @Test
  default void aCopyComesWholeAndVerified() {
    World world = newWorld();

    assertThat(
            bytes(
                world
                    .useCases()
                    .downloads()
                    .copy(Authority.of(world.key(Role.OPERATOR)), world.copyId())))
        .isEqualTo(world.bytes);
  }

  @Test
  default void aLinkLeadsToTheBytesWithoutAKey() {
    World world = newWorld();
    DownloadLink link = link(world, world.key(Role.OPERATOR));

    assertThat(bytes(followed(world, link))).isEqualTo(world.bytes);
  }

  @Test
  default void downloadsAreRecordedWhenTheyAreReadAndLinksWhenTheyAreMade() {
    World world = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    VaultUseCases useCases = world.useCases();

    useCases.downloads().copy(Authority.of(operator), world.copyId());
    bytes(useCases.downloads().copy(Authority.of(operator), world.copyId()));
    DownloadLink link = link(world, operator);
    useCases.links().follow(link);
    bytes(followed(world, link));

    assertThat(
            world
                .vault
                .index()
                .audit()
                .events(Authority.of(operator), AuditEvents.PageQuery.newest(10)))
        .filteredOn(event -> event.backupId().isPresent())
        .extracting(AuditEvent::actor, AuditEvent::action, AuditEvent::backupId)
        .containsExactly(
            tuple(Actor.of(operator), AuditAction.LINK_FOLLOWED, Optional.of(world.backup.id())),
            tuple(Actor.of(operator), AuditAction.LINK_MADE, Optional.of(world.backup.id())),
            tuple(Actor.of(operator), AuditAction.COPY_FETCHED, Optional.of(world.backup.id())));
  }

  @Test
  default void aDriveThatGivesAddressesIsLinkedToItself() {
    var address = URI.create("https://store.example/object");
    String label = "drive-" + UUID.randomUUID();
    Drive drive = index().drives().known(label, "test", UUID.randomUUID()).drive();
    BlobStore store = newStore(drive.id());
    var giving =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (_, method, arguments) ->
                    method.getName().equals("address")
                        ? Optional.of(address)
                        : method.invoke(store, arguments));
    var world = new World(TestVault.over(index(), List.of(new Mounted(drive, giving))));
    Operator operator = world.key(Role.OPERATOR);

    assertThat(world.useCases().links().link(operator, world.backup.id()).map(Links.Made::link))
        .contains(new StoreLink(address));
    assertThat(
            world
                .vault
                .index()
                .audit()
                .events(Authority.of(operator), AuditEvents.PageQuery.newest(1)))
        .extracting(AuditEvent::action)
        .containsExactly(AuditAction.LINK_MADE);
  }

  @Test
  default void aLinkThatWasChangedOrEndedDoesNotWork() {
    World world = newWorld();
    World other = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    VaultUseCases useCases = world.useCases();
    DownloadLink link = link(world, operator);
    DownloadLink ofReader = link(world, world.key(Role.READER));
    DownloadLink ofNobody =
        link(world, new Operator(UUID.randomUUID(), Role.ADMIN, Optional.empty()));

    for (DownloadLink wrong :
        List.of(
            new DownloadLink(other.backup.id(), link.keyId(), link.expiresAt(), link.signature()),
            new DownloadLink(link.backupId(), ofReader.keyId(), link.expiresAt(), link.signature()),
            new DownloadLink(
                link.backupId(), link.keyId(), link.expiresAt().plusSeconds(1), link.signature()),
            new DownloadLink(link.backupId(), link.keyId(), link.expiresAt(), ""),
            ofReader,
            ofNobody)) {
      assertThat(useCases.links().follow(wrong)).isEqualTo(new Links.NotValid());
    }
  }

  @Test
  default void aLinkEndsWithItsBackup() {
    World world = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    VaultUseCases useCases = world.useCases();
    DownloadLink link = link(world, operator);

    assertThat(delete(world, operator)).isEqualTo(new DeleteBackup.Deleted());

    assertThat(useCases.links().follow(link)).isEqualTo(new Links.NotFound());
    assertThat(useCases.fleet().show(Authority.of(operator), world.backup.id())).isEmpty();
  }

  /** What vaults stored before there was a key for each purpose. */
  @Test
  default void aSecretThatWasHashedUnderThePepperItselfWorksAndIsHashedAgain() {
    World world = newWorld();
    var system = world.system;
    SecretHmac older = olderHmac(system.credentials().secret());
    CallerIndex callers = index().callers();
    callers.used(Map.of(world.vault.recognise(system).credentialId(), older));

    assertThat(callers.system(system.id(), List.of(older)).orElseThrow().credential()).isPresent();
    assertThat(world.vault.recognise(system).systemId()).isEqualTo(system.id());
    world.useCases().run("credential-uses");

    assertThat(callers.system(system.id(), List.of(older)).orElseThrow().credential()).isEmpty();
    assertThat(world.vault.recognise(system).systemId()).isEqualTo(system.id());
  }

  @Test
  default void anApiKeyThatWasHashedUnderThePepperItselfWorksAndIsHashedAgain() {
    World world = newWorld();
    var key = new Secret("ck1_" + UUID.randomUUID());
    Operator operator = world.key(Role.READER);
    RecogniseOperator recognise = world.useCases().recogniseOperator();
    index().callers().usedKeys(Map.of(operator.keyId(), olderHmac(key)));

    var before = recognise.recognise(Credentials.ofApiKey(key), Role.READER);
    world.useCases().run("credential-uses");

    assertThat(before).isEqualTo(new RecogniseOperator.Recognised(operator));
    assertThat(index().callers().operator(List.of(olderHmac(key)))).isEmpty();
    assertThat(recognise.recognise(Credentials.ofApiKey(key), Role.READER)).isEqualTo(before);
  }

  /**
   * Anyone who can write to the index could otherwise log in to any system with their own secret.
   */
  @Test
  default void theHashOfASystemIsOfNoUseInTheRowOfAnother() {
    World world = newWorld();
    var secret = world.system.credentials().secret();
    var other = world.vault.register();
    SecretHmac stolen = new Secrets(TestVault.KEYRING).stored(world.system.id(), secret);
    CallerIndex callers = index().callers();
    UUID victim = world.vault.recognise(other).credentialId();
    callers.used(Map.of(world.vault.recognise(world.system).credentialId(), Tenant.newHmac()));
    callers.used(Map.of(victim, stolen));

    assertThat(callers.system(other.id(), List.of(stolen)).orElseThrow().credential()).isPresent();
    assertThat(
            world
                .useCases()
                .recogniseSystem()
                .recognise(new Credentials(other.id().value(), secret), Scope.LIST))
        .isEqualTo(new RecogniseSystem.Refused(Refusal.UNKNOWN));
  }

  private static SecretHmac olderHmac(Secret secret) {
    var pepper = TestVault.KEYRING.peppers().entrySet().iterator().next();
    var hash = new KeyedHash(pepper.getValue());
    byte[] hmac = hash.begin().doFinal(secret.value().getBytes(StandardCharsets.UTF_8));
    return new SecretHmac(pepper.getKey(), HexFormat.of().formatHex(hmac));
  }
}
