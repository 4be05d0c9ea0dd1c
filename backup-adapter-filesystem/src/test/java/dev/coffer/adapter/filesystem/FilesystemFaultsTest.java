package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A drive that is full, read-only or gone. */
final class FilesystemFaultsTest {

  private static final UUID DRIVE = new UUID(0xd, 1);
  private static final BlobKey OLD = new BlobKey("acme/fw-1/old");
  private static final BlobKey NEW = new BlobKey("acme/fw-2/new");
  private static final WriteToken TOKEN = new WriteToken(new UUID(1, 1));
  private static final long MEBIBYTE = 1024 * 1024;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(longs = {0, MEBIBYTE / 2, MEBIBYTE * 99 / 100})
  void aDriveThatFillsUpDuringAPutKeepsNothingOfItAndStillWorks(long free) throws IOException {
    if (!SmallFileSystem.canBeMounted(root)) {
      assertThatAFullDeviceIsStorageFull();
      return;
    }
    try (var _ = SmallFileSystem.mount(root, "size=4m")) {
      var store = storeThatSeesPlentyOfSpace();
      Payload old = put(store, OLD, MEBIBYTE);
      fillUpTo(free);

      assertThatThrownBy(() -> put(store, NEW, MEBIBYTE)).isInstanceOf(StorageFull.class);

      assertThat(root.resolve(".tmp")).isEmptyDirectory();
      assertThat(store.stat(NEW)).isEmpty();
      // Closed, because an open file would still take its room after the removal.
      try (var bytes = store.open(OLD, 0, MEBIBYTE).orElseThrow()) {
        assertThat(Payloads.sha256Of(bytes)).isEqualTo(old.sha256());
      }
      store.remove(OLD, TOKEN);
      assertThat(put(store, NEW, MEBIBYTE).size()).isEqualTo(store.stat(NEW).orElseThrow().size());
    }
  }

  @Test
  void aDriveWithoutInodesIsFull() throws IOException {
    if (!SmallFileSystem.canBeMounted(root)) {
      assertThatAFullDeviceIsStorageFull();
      return;
    }
    try (var _ = SmallFileSystem.mount(root, "size=4m,nr_inodes=12")) {
      var store = storeThatSeesPlentyOfSpace();

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 12; i++) {
                  put(store, new BlobKey("a/" + i), 1);
                }
              })
          .isInstanceOf(StorageFull.class);

      assertThat(root.resolve(".tmp")).isEmptyDirectory();
      assertThat(store.stat(new BlobKey("a/0"))).isPresent();
    }
  }

  @Test
  void theErrorOfAFullDeviceIsStorageFullAndNothingIsLeft() {
    assertThatAFullDeviceIsStorageFull();
  }

  private void assertThatAFullDeviceIsStorageFull() {
    storeThatSeesPlentyOfSpace();
    var failing =
        store((_, _) -> {
          try (var full = new FileOutputStream("/dev/full")) {
            full.write(0);
          }
        });

    assertThatThrownBy(() -> put(failing, NEW, 10)).isInstanceOf(StorageFull.class);

    assertThat(root.resolve(".tmp")).isEmptyDirectory();
    assertThat(failing.stat(NEW)).isEmpty();
  }

  @Test
  void aReadOnlyDriveCanBeReadButNotChanged() throws IOException {
    if (!SmallFileSystem.canBeMounted(root)) {
      assertThatAReadOnlyDirectoryRefusesPuts();
      return;
    }
    try (var drive = SmallFileSystem.mount(root, "size=4m")) {
      var store = storeThatSeesPlentyOfSpace();
      put(store, OLD, 100);
      drive.makeReadOnly();

      assertThatThrownBy(() -> put(store, NEW, 100)).isInstanceOf(StorageUnavailable.class);
      assertThatThrownBy(() -> store.remove(OLD, TOKEN)).isInstanceOf(StorageUnavailable.class);
      assertThat(store.stat(OLD)).isPresent();
    }
  }

  @Test
  void anUnmountedDriveIsUnavailableAndItsMountPointReceivesNothing() throws IOException {
    if (!SmallFileSystem.canBeMounted(root)) {
      assertThatAMissingDirectoryIsUnavailable();
      return;
    }
    FilesystemBlobStore store;
    try (var _ = SmallFileSystem.mount(root, "size=4m")) {
      store = storeThatSeesPlentyOfSpace();
      put(store, OLD, 100);
    }

    assertThatThrownBy(() -> put(store, NEW, 100)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.stat(OLD)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.remove(OLD, TOKEN)).isInstanceOf(StorageUnavailable.class);
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aPutThatWouldEatIntoTheReserveIsRefusedBeforeItsFirstByte() {
    var drive = new FilesystemBlobStore(FilesystemConfig.of(root), DRIVE);
    drive.initialise(DRIVE);
    var untouched = Payloads.ofLength(1);

    assertThatThrownBy(() ->
            drive.put(NEW, TOKEN, new ByteSize(root.toFile().getUsableSpace()), untouched.open()))
        .isInstanceOf(StorageFull.class)
        .hasMessageContaining(NEW.value());

    assertThat(root.resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void aManifestMayUseTheReserve() {
    var full = space(1000 * MEBIBYTE, 10 * MEBIBYTE);
    var store =
        new FilesystemBlobStore(
            FilesystemConfig.of(root), DRIVE, full, tokens(), Files::createLink);
    store.initialise(DRIVE);
    var manifest = new BlobKey(".vault/manifests/a/b");

    assertThatThrownBy(() -> put(store, NEW, 100)).isInstanceOf(StorageFull.class);
    put(store, manifest, 100);

    assertThat(store.stat(manifest)).isPresent();
  }

  /** Or a drive that refuses every backup would look healthy. */
  @Test
  void whatAHealthCheckStoresMayNotUseTheReserve() {
    var full = space(1000 * MEBIBYTE, 10 * MEBIBYTE);
    var store =
        new FilesystemBlobStore(
            FilesystemConfig.of(root), DRIVE, full, tokens(), Files::createLink);
    store.initialise(DRIVE);

    assertThatThrownBy(() -> put(store, ObjectKeys.probe(UUID.randomUUID()), 6))
        .isInstanceOf(StorageFull.class);
  }

  private void assertThatAReadOnlyDirectoryRefusesPuts() throws IOException {
    var store = storeThatSeesPlentyOfSpace();
    Path temporary = root.resolve(".tmp");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r-x------"));

    assertThatThrownBy(() -> put(store, NEW, 100)).isInstanceOf(StorageUnavailable.class);

    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
  }

  private void assertThatAMissingDirectoryIsUnavailable() {
    var store = new FilesystemBlobStore(FilesystemConfig.of(root.resolve("gone")), DRIVE);

    assertThatThrownBy(() -> store.stat(OLD)).isInstanceOf(StorageUnavailable.class);
    assertThat(root).isEmptyDirectory();
  }

  private FilesystemBlobStore storeThatSeesPlentyOfSpace() {
    var store = store(Files::createLink);
    store.initialise(DRIVE);
    return store;
  }

  private FilesystemBlobStore store(DurableFileWriter.HardLink hardLink) {
    return new FilesystemBlobStore(
        FilesystemConfig.of(root), DRIVE, space(1L << 40, 1L << 40), tokens(), hardLink);
  }

  private static WriteTokens tokens() {
    return new WriteTokens.ExtendedAttribute();
  }

  private static Reserve.Space space(long total, long usable) {
    return new Reserve.Space() {
      @Override
      public long totalBytes() {
        return total;
      }

      @Override
      public long usableBytes() {
        return usable;
      }
    };
  }

  private static Payload put(FilesystemBlobStore store, BlobKey key, long length) {
    Payload payload = Payloads.ofLength(length);
    store.put(key, TOKEN, payload.size(), payload.open());
    return payload;
  }

  private void fillUpTo(long free) throws IOException {
    Path filler = root.resolve("filler");
    long count = root.toFile().getUsableSpace() - free;
    try (var out = Files.newOutputStream(filler)) {
      out.write(new byte[(int) count]);
    }
  }
}
