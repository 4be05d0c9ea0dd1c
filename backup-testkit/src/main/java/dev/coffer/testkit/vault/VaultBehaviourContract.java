package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the use cases guarantee with any index and drive. */
public interface VaultBehaviourContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** A drive that the index knows. */
  UUID driveId();

  /** The store of that drive, initialised. */
  BlobStore store();

  private TestVault vault() {
    return TestVault.over(index(), driveId(), store());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 65_537, 3_000_000})
  default void anUploadIsListedAndDownloadedByteForByte(int size) {
    TestVault vault = vault();
    Registered system = vault.register();
    Payloads.Payload payload = Payloads.ofLength(size);

    Backup stored = stored(vault.upload(system, payload.bytes()));

    assertThat(stored.sha256()).isEqualTo(payload.sha256());
    assertThat(vault.list(system)).containsExactly(stored);
    assertThat(vault.download(system, stored.ref())).contains(payload.bytes());
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  @Test
  default void anotherInstanceListsAnUploadImmediately() {
    TestVault vault = vault();
    Registered system = vault.register();

    Backup stored = stored(vault.upload(system, Payloads.ofLength(100).bytes()));

    assertThat(vault().list(system)).containsExactly(stored);
  }

  @Test
  default void eachPageButTheLastNamesTheStartOfTheNext() {
    TestVault vault = vault();
    Registered system = vault.register();
    Backup older = stored(vault.upload(system, Payloads.ofLength(10).bytes()));
    Backup newer = stored(vault.upload(system, Payloads.ofLength(10).bytes()));

    ApplianceBackups.Listed first = page(vault, system, OptionalLong.empty());
    ApplianceBackups.Listed last = page(vault, system, first.next());

    assertThat(first.backups()).containsExactly(newer);
    assertThat(first.next()).hasValue(newer.number());
    assertThat(last.backups()).containsExactly(older);
    assertThat(last.next()).isEmpty();
  }

  private static ApplianceBackups.Listed page(
      TestVault vault, Registered system, OptionalLong below) {
    var window = new ListWindow(below, Optional.empty(), Optional.empty(), 1);
    return (ApplianceBackups.Listed)
        vault.useCases().applianceBackups().list(system.credentials(), window);
  }

  @Test
  default void anotherSystemSeesNothingOfAnUpload() {
    TestVault vault = vault();
    Registered owner = vault.register();
    Registered stranger = vault.register();
    Backup stored = stored(vault.upload(owner, Payloads.ofLength(100).bytes()));

    assertThat(vault.list(stranger)).isEmpty();
    assertThat(vault.download(stranger, stored.ref())).isEmpty();
    vault.useCases().applianceBackups().delete(vault.recognise(stranger), stored.ref());
    assertThat(vault.list(owner)).containsExactly(stored);
  }

  @Test
  default void aWrongSecretAndAnUnknownKeyAreRefusedAlike() {
    TestVault vault = vault();
    Registered system = vault.register();
    var wrong = new Credentials(system.id().value(), new Secret("cs1_wrong"));
    var unknown = new Credentials("nobody", system.credentials().secret());
    var malformed = new Credentials("no\0body", system.credentials().secret());

    for (Credentials credentials : List.of(wrong, unknown, malformed)) {
      assertThat(vault.useCases().recogniseSystem().recognise(credentials, Scope.LIST))
          .isEqualTo(new RecogniseSystem.Refused(Refusal.UNKNOWN));
      assertThat(vault.useCases().applianceBackups().list(credentials, ListWindow.ALL))
          .isEqualTo(new ApplianceBackups.ListRefused(Refusal.UNKNOWN));
    }
  }

  @Test
  default void aSuspendedSystemIsRefusedAndServedAgainAfterwards() {
    TestVault vault = vault();
    Registered system = vault.register();
    Systems systems = vault.useCases().systems();

    systems.change(TestVault.AUTHORITY, system.id(), Systems.Change.of(SystemState.SUSPENDED));
    var suspended = vault.useCases().applianceBackups().list(system.credentials(), ListWindow.ALL);
    systems.change(TestVault.AUTHORITY, system.id(), Systems.Change.of(SystemState.ACTIVE));

    assertThat(suspended).isEqualTo(new ApplianceBackups.ListRefused(Refusal.SUSPENDED));
    assertThat(vault.list(system)).isEmpty();
  }

  @Test
  default void aCallWithoutItsScopeIsRefused() {
    TestVault vault = vault();
    Registered system = vault.register();

    assertThat(vault.useCases().recogniseSystem().recognise(system.credentials(), Scope.ROTATE))
        .isEqualTo(new RecogniseSystem.Refused(Refusal.NOT_PERMITTED));
  }

  @Test
  default void anInstanceLimitsSimultaneousUploadsAndRefusesTheNextBeforeItsBody() {
    TestVault vault = vault().withLimits(TransferLimits.withoutShares(1, 0));
    Registered system = vault.register();
    var refused = new AtomicReference<Throwable>();
    byte[] bytes = Payloads.ofLength(10).bytes();

    ApplianceBackups.StoreResult first =
        vault
            .useCases()
            .applianceBackups()
            .store(
                vault.announce(system, 10),
                () -> {
                  refused.set(catchThrowable(() -> vault.upload(system, bytes)));
                  return new ByteArrayInputStream(bytes);
                });
    ApplianceBackups.StoreResult next = vault.upload(system, bytes);

    assertThat(refused.get()).isInstanceOf(StorageUnavailable.class);
    assertThat(first).isInstanceOf(ApplianceBackups.Stored.class);
    assertThat(next).isInstanceOf(ApplianceBackups.Stored.class);
    assertThat(vault.list(system)).hasSize(2);
  }

  @Test
  default void anInstanceLimitsSimultaneousDownloadsUntilOneIsClosed() throws IOException {
    TestVault vault = vault().withLimits(TransferLimits.withoutShares(0, 1));
    Registered system = vault.register();
    Backup stored = stored(vault.upload(system, Payloads.ofLength(10).bytes()));
    var found =
        vault
            .useCases()
            .applianceBackups()
            .fetch(vault.recognise(system), stored.ref())
            .orElseThrow();

    Throwable refused;
    try (InputStream _ = found.content().whole().orElseThrow()) {
      refused = catchThrowable(() -> vault.download(system, stored.ref()));
    }

    assertThat(refused).isInstanceOf(StorageUnavailable.class);
    assertThat(vault.download(system, stored.ref())).isPresent();
  }

  @Test
  default void aDownloadThatFindsNoGoodCopyKeepsNoPermit() {
    TestVault vault = vault().withLimits(TransferLimits.withoutShares(0, 1));
    Registered system = vault.register();
    Backup lost = stored(vault.upload(system, Payloads.ofLength(10).bytes()));
    Backup good = stored(vault.upload(system, Payloads.ofLength(10).bytes()));
    vault.index().backups().find(vault.recognise(system).systemUuid(), lost.ref()).stream()
        .flatMap(found -> found.intact().stream())
        .forEach(copy -> vault.index().backups().markDamaged(copy.copyId(), "by this test"));

    assertThat(vault.download(system, lost.ref())).isEmpty();
    assertThat(vault.download(system, good.ref())).isPresent();
  }

  @Test
  default void aBodyThatEndsEarlyLeavesNothing() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();

    var result =
        vault
            .useCases()
            .applianceBackups()
            .store(vault.announce(system, 1001), () -> new ByteArrayInputStream(bytes));

    assertThat(result).isInstanceOf(UploadRefusal.LengthMismatch.class);
    assertNothingKept(vault, system);
  }

  @Test
  default void aSenderThatVanishesLeavesNothing() {
    TestVault vault = vault();
    Registered system = vault.register();

    var result =
        vault
            .useCases()
            .applianceBackups()
            .store(vault.announce(system, 1000), () -> new VanishingSender(500));

    assertThat(result).isInstanceOf(UploadRefusal.LengthMismatch.class);
    assertNothingKept(vault, system);
  }

  @Test
  default void bytesThatAreNotTheAnnouncedOnesLeaveNothing() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();
    var announced = vault.announce(system, 1000, Payloads.ofLength(1000).sha256());

    var result =
        vault.useCases().applianceBackups().store(announced, () -> new ByteArrayInputStream(bytes));

    assertThat(result).isInstanceOf(UploadRefusal.DigestMismatch.class);
    assertNothingKept(vault, system);
  }

  @Test
  default void anUploadThatIsTooLargeIsRefusedBeforeItsFirstByte() {
    TestVault vault = vault();
    Registered system = vault.register();

    var result =
        vault
            .useCases()
            .applianceBackups()
            .store(
                vault.announce(system, (2L << 30) + 1),
                () -> {
                  throw new AssertionError("the body must not be asked for");
                });

    assertThat(result).isEqualTo(new UploadRefusal.TooLarge(new ByteSize(2L << 30)));
  }

  @Test
  default void theSameKeyWithTheSameBytesIsTheSameBackup() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();
    var key = new IdempotencyKey("nightly");
    Backup first = stored(vault.upload(system, bytes, key));

    var again = vault.upload(system, bytes, key);

    assertThat(again).isEqualTo(new ApplianceBackups.Replayed(first));
    assertThat(vault.list(system)).containsExactly(first);
  }

  @Test
  default void theSameKeyStoresTheBytesAgainWhenTheirOnlyCopyIsDamaged() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();
    var key = new IdempotencyKey("nightly");
    Backup first = stored(vault.upload(system, bytes, key));
    loseBytes(vault, system, first);

    Backup again = stored(vault.upload(system, bytes, key));

    assertThat(again.id()).isNotEqualTo(first.id());
    assertThat(vault.download(system, again.ref())).contains(bytes);
    assertThat(vault.list(system)).extracting(Backup::damaged).containsExactly(false, true);
    assertThat(vault.upload(system, bytes, key)).isEqualTo(new ApplianceBackups.Replayed(again));
  }

  @Test
  default void theSameKeyWithOtherBytesIsRefusedAlsoWhenTheOnlyCopyIsDamaged() {
    TestVault vault = vault();
    Registered system = vault.register();
    var key = new IdempotencyKey("nightly");
    Backup first = stored(vault.upload(system, Payloads.ofLength(1000).bytes(), key));
    loseBytes(vault, system, first);

    var other = vault.upload(system, Payloads.ofLength(1000).bytes(), key);

    assertThat(other).isInstanceOf(UploadRefusal.KeyReused.class);
    assertThat(vault.list(system)).extracting(Backup::id).containsExactly(first.id());
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  /** Removes a backup's object from the drive, and lets a download find that out. */
  private void loseBytes(TestVault vault, Registered system, Backup backup) {
    var found =
        index().backups().find(vault.recognise(system).systemUuid(), backup.ref()).orElseThrow();
    store().remove(found.objectKey(), found.token());
    assertThat(vault.download(system, backup.ref())).isEmpty();
  }

  @Test
  default void theSameKeyWithOtherBytesOfTheSameLengthIsRefused() {
    TestVault vault = vault();
    Registered system = vault.register();
    var key = new IdempotencyKey("nightly");
    Backup first = stored(vault.upload(system, Payloads.ofLength(1000).bytes(), key));

    var other = vault.upload(system, Payloads.ofLength(1000).bytes(), key);

    assertThat(other).isInstanceOf(UploadRefusal.KeyReused.class);
    assertThat(vault.list(system)).containsExactly(first);
  }

  @Test
  default void twoUploadsOfTheSameBytesAreTwoBackups() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();

    Backup first = stored(vault.upload(system, bytes));
    Backup second = stored(vault.upload(system, bytes));

    assertThat(vault.list(system)).containsExactly(second, first);
  }

  @Test
  default void aSecretRevokedDuringTheUploadStoresNothing() {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(1000).bytes();

    var result =
        vault
            .useCases()
            .applianceBackups()
            .store(
                vault.announce(system, 1000),
                () -> {
                  vault
                      .useCases()
                      .systems()
                      .change(
                          TestVault.AUTHORITY,
                          system.id(),
                          Systems.Change.of(SystemState.SUSPENDED));
                  return new ByteArrayInputStream(bytes);
                });
    vault
        .useCases()
        .systems()
        .change(TestVault.AUTHORITY, system.id(), Systems.Change.of(SystemState.ACTIVE));

    assertThat(result).isEqualTo(new UploadRefusal.Refused(Refusal.SUSPENDED));
    assertNothingKept(vault, system);
  }

  @Test
  default void aBackupWhoseBytesAreGoneIsShownAsDamagedAndNeverServed() {
    TestVault vault = vault();
    Registered system = vault.register();
    Backup stored = stored(vault.upload(system, Payloads.ofLength(1000).bytes()));

    loseBytes(vault, system, stored);

    assertThat(vault.list(system)).extracting(Backup::damaged).containsExactly(true);
  }

  @Test
  default void aDeletedBackupIsHiddenImmediatelyAndItsBytesGoAfterTheGracePeriod() {
    TestVault vault = vault();
    Registered system = vault.register();
    Backup kept = stored(vault.upload(system, Payloads.ofLength(1000).bytes()));
    Backup deleted = stored(vault.upload(system, Payloads.ofLength(1000).bytes()));
    Caller caller = vault.recognise(system);

    vault.useCases().applianceBackups().delete(caller, deleted.ref());
    List<Backup> listed = vault.list(system);
    vault.useCases().run("purge-deleted");

    assertThat(listed).containsExactly(kept);
    assertThat(vault.download(system, deleted.ref())).isEmpty();
    assertThat(store().stat(objectKey(caller, deleted.ref()))).isEmpty();
    assertThat(store().stat(manifestKey(caller, deleted))).isEmpty();
    assertThat(store().stat(objectKey(caller, kept.ref()))).isPresent();
    assertThat(store().stat(manifestKey(caller, kept))).isPresent();
  }

  @Test
  default void anApplianceRotatedWithoutOverlapNeedsItsNewSecret() {
    TestVault vault = vault();
    Registered system = vault.register();

    Secret successor =
        vault
            .useCases()
            .systemCredentials()
            .rotate(TestVault.AUTHORITY, system.id(), Duration.ZERO, _ -> {})
            .orElseThrow();

    assertThat(vault.useCases().applianceBackups().list(system.credentials(), ListWindow.ALL))
        .isEqualTo(new ApplianceBackups.ListRefused(Refusal.UNKNOWN));
    assertThat(
            vault.list(
                new Registered(system.id(), new Credentials(system.id().value(), successor))))
        .isEmpty();
  }

  /** A secret that nobody received must not replace one that works. */
  @Test
  default void aSecretThatCannotBeHandedOverChangesNothing() {
    TestVault vault = vault();
    Registered system = vault.register();
    VaultUseCases useCases = vault.useCases();
    var unknown = new SystemId("SYS-" + UUID.randomUUID());
    var add =
        new Systems.AddCommand(
            unknown, ownerOf(vault, system), "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT);
    var credential =
        new SystemCredentials.AddCommand(system.id(), Scope.APPLIANCE_DEFAULT, Expiry.NEVER);
    var key =
        new ApiKeys.AddCommand(
            "never added " + UUID.randomUUID(), Role.READER, Optional.empty(), Duration.ZERO);

    assertThatExceptionOfType(Lost.class)
        .isThrownBy(() -> useCases.systems().add(TestVault.AUTHORITY, add, _ -> lose()));
    assertThatExceptionOfType(Lost.class)
        .isThrownBy(() ->
            useCases
                .systemCredentials()
                .rotate(TestVault.AUTHORITY, system.id(), Duration.ZERO, _ -> lose()));
    assertThatExceptionOfType(Lost.class)
        .isThrownBy(
            () -> useCases.systemCredentials().add(TestVault.AUTHORITY, credential, _ -> lose()));
    assertThatExceptionOfType(Lost.class)
        .isThrownBy(() -> useCases.apiKeys().add(TestVault.AUTHORITY, key, _ -> lose()));

    assertThat(useCases.systems().show(TestVault.AUTHORITY, unknown)).isEmpty();
    assertThat(useCases.systemCredentials().list(TestVault.AUTHORITY, system.id()).orElseThrow())
        .singleElement()
        .matches(CredentialFacts::works);
    assertThat(vault.list(system)).isEmpty();
    assertThat(useCases.apiKeys().list(TestVault.AUTHORITY))
        .noneMatch(row -> row.key().name().equals(key.name()));
  }

  /** A secret that was handed over and then refused would not work. */
  @Test
  default void aRefusedCallHandsOverNoSecret() {
    TestVault vault = vault();
    Registered system = vault.register();
    VaultUseCases useCases = vault.useCases();
    var again =
        new Systems.AddCommand(
            system.id(), ownerOf(vault, system), "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT);
    var credential =
        new SystemCredentials.AddCommand(system.id(), Scope.APPLIANCE_DEFAULT, Expiry.NEVER);
    useCases.systemCredentials().add(TestVault.AUTHORITY, credential);

    assertThat(useCases.systems().add(TestVault.AUTHORITY, again, _ -> lose()))
        .isEqualTo(new Systems.KeyTaken());
    assertThat(useCases.systemCredentials().add(TestVault.AUTHORITY, credential, _ -> lose()))
        .isEqualTo(new SystemCredentials.TooMany());
  }

  private static String ownerOf(TestVault vault, Registered system) {
    return vault
        .useCases()
        .systems()
        .show(TestVault.AUTHORITY, system.id())
        .orElseThrow()
        .organization();
  }

  /** The secret cannot be handed to the person who requested it. */
  final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void lose() {
    throw new Lost();
  }

  @Test
  default void everyPartOfABackupCanBeRead() throws IOException {
    TestVault vault = vault();
    Registered system = vault.register();
    byte[] bytes = Payloads.ofLength(100_000).bytes();
    Backup stored = stored(vault.upload(system, bytes));
    Caller caller = vault.recognise(system);

    var found = vault.useCases().applianceBackups().fetch(caller, stored.ref()).orElseThrow();
    try (InputStream part = found.content().range(70_000, 1000).orElseThrow()) {
      assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 70_000, 71_000));
    }
  }

  private static Backup stored(ApplianceBackups.StoreResult result) {
    assertThat(result).isInstanceOf(ApplianceBackups.Stored.class);
    return ((ApplianceBackups.Stored) result).backup();
  }

  private static void assertNothingKept(TestVault vault, Registered system) {
    assertThat(vault.list(system)).isEmpty();
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  private static BlobKey objectKey(Caller caller, BackupRef ref) {
    return new BlobKey(caller.organizationId() + "/" + caller.systemId() + "/" + ref);
  }

  private static BlobKey manifestKey(Caller caller, Backup backup) {
    return new BlobKey(".vault/manifests/" + caller.systemUuid() + "/" + backup.id());
  }

  /** Sends some bytes, then drops the connection. */
  final class VanishingSender extends InputStream {

    private int remaining;

    VanishingSender(int bytes) {
      this.remaining = bytes;
    }

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1) < 0 ? -1 : 'x';
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (remaining == 0) {
        throw new IOException("connection reset");
      }
      int count = Math.min(length, remaining);
      Arrays.fill(buffer, offset, offset + count, (byte) 'x');
      remaining -= count;
      return count;
    }
  }
}
