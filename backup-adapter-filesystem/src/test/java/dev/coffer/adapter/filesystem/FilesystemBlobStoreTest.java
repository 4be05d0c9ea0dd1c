package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the file system of the build, which keeps extended attributes and hard links. */
final class FilesystemBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  @TempDir Path directory;

  @Override
  public BlobStore storeFor(UUID driveId) {
    return new FilesystemBlobStore(FilesystemConfig.of(root()), driveId);
  }

  private Path root() {
    return directory.resolve("drive");
  }

  private Path file(BlobKey key) {
    return root().resolve(key.value());
  }

  @Test
  void aDriveThatWasMovedAwayIsUnavailable() throws IOException {
    BlobStore store = initialisedStore();
    putSome(store, 10);

    Files.move(root(), directory.resolve("elsewhere"));

    assertAllUnavailable(store);
    assertThat(root()).doesNotExist();
  }

  @Test
  void anEmptyDirectoryWhereTheDriveWasReceivesNothing() throws IOException {
    BlobStore store = initialisedStore();
    Files.move(root(), directory.resolve("elsewhere"));
    Files.createDirectory(root());

    assertAllUnavailable(store);

    assertThat(root()).isEmptyDirectory();
  }

  @Test
  void aDriveThatIsMovedAwayDuringAPutReceivesNothingAndNeitherDoesItsPlace() throws IOException {
    BlobStore store = initialisedStore();
    Path elsewhere = directory.resolve("elsewhere");
    Payload payload = Payloads.ofLength(200_000);
    InputStream body = doing(payload, () -> moveAway(elsewhere));

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), body))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(root()).isEmptyDirectory();
    assertThat(elsewhere.resolve(KEY.value())).doesNotExist();
  }

  @Test
  void anObjectAndItsDirectoriesAreTheirOwnersAlone() throws IOException {
    putSome(initialisedStore(), 10);

    assertThat(permissions(file(KEY))).isEqualTo("rw-------");
    assertThat(permissions(file(new BlobKey("acme")))).isEqualTo("rwx------");
    assertThat(permissions(root().resolve(".tmp"))).isEqualTo("rwx------");
    assertThat(permissions(root().resolve(".vault"))).isEqualTo("rwx------");
    assertThat(permissions(root())).isEqualTo("rwx------");
  }

  @Test
  void noTemporaryFileIsLeftAfterSuccessOrFailure() {
    BlobStore store = initialisedStore();
    putSome(store, 10);
    Payload payload = Payloads.ofLength(200_000);
    InputStream shorter = Payloads.ofLength(199_999).open();

    assertThatThrownBy(() -> store.put(new BlobKey("a/b"), TOKEN, payload.size(), shorter))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> putSome(store, 10)).isInstanceOf(IllegalStateException.class);

    assertThat(root().resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void whatAKilledPutLeftIsRemovedByItsTokenAlone() throws IOException {
    BlobStore store = initialisedStore();
    Path left = root().resolve(".tmp").resolve(DriveLayout.temporaryPrefix(KEY, TOKEN) + "1");
    Path others =
        root().resolve(".tmp").resolve(DriveLayout.temporaryPrefix(KEY, OTHER_TOKEN) + "1");
    Files.write(left, new byte[10]);
    Files.write(others, new byte[10]);

    store.remove(KEY, TOKEN);

    assertThat(left).doesNotExist();
    assertThat(others).exists();
  }

  @Test
  void theTemporaryNameOfAPublishedObjectIsDiscardedAndTheObjectStays() throws IOException {
    BlobStore store = initialisedStore();
    putSome(store, 1000);
    Path left = root().resolve(".tmp").resolve(DriveLayout.temporaryPrefix(KEY, TOKEN) + "1");
    Files.createLink(left, root().resolve(KEY.value()));

    store.discardUnfinished(KEY, TOKEN);

    assertThat(left).doesNotExist();
    assertThat(store.stat(KEY)).isPresent();
  }

  @Test
  void aPutThatWasRemovedWhileItRanPublishesNothing() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(200_000);
    InputStream body = doing(payload, () -> store.remove(KEY, TOKEN));

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), body))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  void anObjectThatLostItsTokenIsRemovedByItsKey() throws IOException {
    BlobStore store = initialisedStore();
    putSome(store, 10);
    byte[] copied = Files.readAllBytes(file(KEY));
    Files.delete(file(KEY));
    Files.write(file(KEY), copied);
    assertThat(store.stat(KEY).orElseThrow().token()).isEmpty();

    store.remove(KEY, TOKEN);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".tmp", ".tmp/x", ".vault/drive", ".vault/drive/x"})
  void aKeyThatIsOneOfOurOwnFilesIsRefused(String value) {
    BlobStore store = initialisedStore();
    var key = new BlobKey(value);

    assertThatThrownBy(() -> store.put(key, TOKEN, Payloads.ofLength(0).size(), empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.remove(key, TOKEN)).isInstanceOf(IllegalArgumentException.class);
    assertThat(root().resolve(".vault/drive")).exists();
  }

  @Test
  void aSymbolicLinkIsNoObjectAndNothingIsWrittenThroughOne() throws IOException {
    BlobStore store = initialisedStore();
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path secret = Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(root().resolve("link"), secret);
    Files.createSymbolicLink(root().resolve("sub"), outside);
    var link = new BlobKey("link");
    Payload payload = Payloads.ofLength(10);

    assertThatThrownBy(() -> store.stat(link)).isInstanceOf(StorageCorrupt.class);
    assertThatThrownBy(() -> store.open(link, 0, 10)).isInstanceOf(StorageCorrupt.class);
    assertThatThrownBy(() -> store.remove(link, TOKEN)).isInstanceOf(StorageCorrupt.class);
    assertThatThrownBy(() -> store.put(link, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.put(new BlobKey("sub/x"), TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(secret).hasContent("secret");
    assertThat(outside.resolve("x")).doesNotExist();
  }

  @Test
  void theLongestSegmentThatAFileNameMayHaveIsAKey() {
    BlobStore store = initialisedStore();
    var key = new BlobKey("a/" + "x".repeat(255));
    Payload payload = Payloads.ofLength(10);

    store.put(key, TOKEN, payload.size(), payload.open());

    assertThat(store.stat(key)).contains(stored(payload, TOKEN));
  }

  @Test
  void aDirectoryWithSomethingInItDoesNotBecomeADrive() throws IOException {
    Files.createDirectory(root());
    Files.writeString(root().resolve("letter.txt"), "dear");

    assertThatThrownBy(() -> storeFor(DRIVE).initialise(DRIVE))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("letter.txt");

    assertThat(root().resolve(".vault")).doesNotExist();
  }

  @Test
  void anInitialisationThatWasInterruptedIsCompleted() throws IOException {
    Files.createDirectories(root().resolve(".vault"));
    Files.createDirectories(root().resolve(".tmp"));
    Files.writeString(root().resolve(".tmp/drive.123"), "half");

    putSome(initialisedStore(), 10);

    assertThat(file(KEY)).hasSize(10);
  }

  @Test
  void anInterruptedThreadFindsTheDriveUnavailableAndStaysInterrupted() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(200_000);
    InputStream body = doing(payload, () -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), body))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.stat(KEY)).isEmpty();
    assertThat(root().resolve(".tmp")).isEmptyDirectory();
  }

  private void moveAway(Path elsewhere) {
    try {
      Files.move(root(), elsewhere);
      Files.createDirectory(root());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertAllUnavailable(BlobStore store) {
    Payload payload = Payloads.ofLength(10);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.open(KEY, 0, 1)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static InputStream empty() {
    return InputStream.nullInputStream();
  }

  /** A body in the middle of which something is done. */
  private static InputStream doing(Payload payload, Runnable action) {
    return new SequenceInputStream(
        Collections.enumeration(List.of(new Doing(action), payload.open())));
  }

  /** Ends at once, having done something. */
  private static final class Doing extends InputStream {
    private final Runnable action;

    Doing(Runnable action) {
      this.action = action;
    }

    @Override
    public int read() {
      action.run();
      return -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return read();
    }
  }
}
