package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases.Operations;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.catalog.ListFleet;
import dev.coffer.application.copies.RetryCopies;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.FetchBackup;
import dev.coffer.application.download.LinkDownload.StoreLink;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.upload.StoreBackup;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.FleetBackup;
import dev.coffer.domain.backup.FleetFilter;
import dev.coffer.domain.backup.FleetOrder;
import dev.coffer.domain.backup.FleetPlace;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the use cases promise to operators. */
public interface OperationsContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** A new empty place, made this drive. */
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
      if (vault.upload(system, bytes) instanceof StoreBackup.Stored(Backup stored)) {
        this.backup = stored;
      } else {
        throw new AssertionError("the upload was not stored");
      }
    }

    Operations operations() {
      return vault.useCases().operations();
    }

    /** A key of this organization, made known. */
    Operator key(Role role) {
      return key(role, Optional.of(vault.recognise(system).organizationId()));
    }

    Operator key(Role role, Optional<UUID> organization) {
      var operator = new Operator(UUID.randomUUID(), role, organization);
      vault
          .index()
          .registry()
          .addApiKey(
              TestVault.AUTHORITY.actor(),
              operator,
              "key " + operator.keyId(),
              Duration.ZERO,
              Tenant.newHmac());
      return operator;
    }

    FleetBackup shown() {
      return operations().showBackup().show(key(Role.READER), backup.id()).orElseThrow();
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

  private static byte[] bytes(FetchBackup.Result result) {
    if (result instanceof FetchBackup.Found(Backup _, FetchBackup.Content content)) {
      try (InputStream whole = content.whole().orElseThrow()) {
        return whole.readAllBytes();
      } catch (IOException e) {
        throw new AssertionError("the download broke", e);
      }
    }
    throw new AssertionError("nothing was found");
  }

  private static DownloadLink link(World world, Operator operator) {
    return world
        .operations()
        .linkDownload()
        .link(operator, world.backup.id())
        .map(DownloadLink.class::cast)
        .orElseThrow();
  }

  private static List<BackupId> list(World world, Operator operator, int max) {
    List<BackupId> listed = new ArrayList<>();
    Optional<FleetPlace> next = Optional.empty();
    do {
      var query = new ListFleet.Query(FleetFilter.ALL, FleetOrder.NEWEST_FIRST, next, max);
      ListFleet.Page page = world.operations().listFleet().list(operator, query);
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
  default void nobodyReachesWhatBelongsToAnotherOrganizationWhateverTheRole() {
    World world = newWorld();
    World other = newWorld();
    UUID copy = world.copyId();

    for (Role role : Role.values()) {
      Operator own = world.key(role);
      Operator foreign = other.key(role);
      Operations operations = world.operations();

      assertThat(list(world, own, 100)).containsExactly(world.backup.id());
      assertThat(list(world, foreign, 100)).containsExactly(other.backup.id());
      assertThat(operations.showBackup().show(own, world.backup.id())).isPresent();
      assertThat(operations.showBackup().show(foreign, world.backup.id())).isEmpty();
      assertThat(operations.retryCopies().retry(foreign, world.backup.id()))
          .isEqualTo(new RetryCopies.NotFound());
      assertThat(operations.fetchCopy().fetch(foreign, copy)).isEqualTo(new FetchBackup.NotFound());
      assertThat(operations.linkDownload().link(foreign, world.backup.id())).isEmpty();
      assertThat(operations.listOneSystem().list(own, world.system.id())).isPresent();
      assertThat(operations.listOneSystem().list(foreign, world.system.id())).isEmpty();
      assertThat(operations.deleteOfSystem().delete(foreign, world.system.id(), world.backup.ref()))
          .isEqualTo(new DeleteBackup.NotFound());
    }
    assertThat(list(world, world.key(Role.READER, Optional.empty()), 100))
        .contains(world.backup.id(), other.backup.id());
  }

  @Test
  default void anUnknownKeyIsNobodys() {
    assertThat(
            newWorld()
                .operations()
                .recogniseOperator()
                .recognise(new Secret("ck1_nobodys"), Role.READER))
        .isEqualTo(new RecogniseOperator.Refused(Refusal.UNKNOWN));
  }

  @Test
  default void aCopyComesWholeAndVerified() {
    World world = newWorld();

    assertThat(
            bytes(world.operations().fetchCopy().fetch(world.key(Role.OPERATOR), world.copyId())))
        .isEqualTo(world.bytes);
  }

  @Test
  default void aLinkLeadsToTheBytesWithoutAKey() {
    World world = newWorld();
    DownloadLink link = link(world, world.key(Role.OPERATOR));

    assertThat(bytes(world.operations().followLink().follow(link).orElseThrow()))
        .isEqualTo(world.bytes);
  }

  @Test
  default void whoeverIsGivenBytesOrALinkIsRecordedAndWhoLooksIsNot() {
    World world = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    Operations operations = world.operations();

    operations.fetchCopy().fetch(operator, world.copyId());
    bytes(operations.fetchCopy().fetch(operator, world.copyId()));
    DownloadLink link = link(world, operator);
    operations.followLink().follow(link);
    bytes(operations.followLink().follow(link).orElseThrow());

    assertThat(world.vault.index().audit().latest(operator, 10))
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

    assertThat(world.operations().linkDownload().link(operator, world.backup.id()))
        .contains(new StoreLink(address));
    assertThat(world.vault.index().audit().latest(operator, 1))
        .extracting(AuditEvent::action)
        .containsExactly(AuditAction.LINK_MADE);
  }

  @Test
  default void aLinkThatWasChangedOrEndedDoesNotWork() {
    World world = newWorld();
    World other = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    Operations operations = world.operations();
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
      assertThat(operations.followLink().follow(wrong)).isEmpty();
    }
  }

  @Test
  default void aLinkEndsWithItsBackup() {
    World world = newWorld();
    Operator operator = world.key(Role.OPERATOR);
    Operations operations = world.operations();
    DownloadLink link = link(world, operator);

    assertThat(operations.deleteOfSystem().delete(operator, world.system.id(), world.backup.ref()))
        .isEqualTo(new DeleteBackup.Deleted());

    assertThat(operations.followLink().follow(link)).contains(new FetchBackup.NotFound());
    assertThat(operations.showBackup().show(operator, world.backup.id())).isEmpty();
  }
}
