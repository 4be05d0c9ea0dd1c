package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageHangs;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A drive in which a step hangs until the test lets it go. */
@Timeout(60)
final class FilesystemHangTest {

  private static final UUID DRIVE = new UUID(0xd, 1);
  private static final BlobKey KEY = new BlobKey("acme/fw-1/object");
  private static final BlobKey OTHER = new BlobKey("acme/fw-1/other");
  private static final WriteToken TOKEN = new WriteToken(new UUID(1, 1));
  private static final Duration LIMIT = Duration.ofMillis(300);

  @TempDir Path root;

  private final AtomicBoolean hangs = new AtomicBoolean();
  private final CountDownLatch letGo = new CountDownLatch(1);

  @BeforeEach
  void initialise() {
    whereStatfsHangs().initialise(DRIVE);
    hangs.set(true);
  }

  @AfterEach
  void letAllGo() {
    hangs.set(false);
    letGo.countDown();
  }

  private void hangIfToldTo() {
    if (hangs.get()) {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new AssertionError("a step was interrupted", e);
      }
    }
  }

  private FilesystemBlobStore store(
      Reserve.Space space, WriteTokens tokens, DurableFileWriter.HardLink hardLink) {
    return new FilesystemBlobStore(
        FilesystemConfig.of(root).withStepLimit(LIMIT), DRIVE, space, tokens, hardLink);
  }

  private Reserve.Space space() {
    return Reserve.Space.of(root.toFile());
  }

  private FilesystemBlobStore whereStatfsHangs() {
    var hanging =
        new Reserve.Space() {
          @Override
          public long totalBytes() {
            hangIfToldTo();
            return space().totalBytes();
          }

          @Override
          public long usableBytes() {
            return space().usableBytes();
          }
        };
    return store(hanging, new WriteTokens.ExtendedAttribute(), Files::createLink);
  }

  /** Before the last sync and the publication. */
  private FilesystemBlobStore whereAnAttributeHangs() {
    var kept = new WriteTokens.ExtendedAttribute();
    var hanging =
        new WriteTokens() {
          @Override
          public boolean stamp(Path file, WriteToken token) throws IOException {
            hangIfToldTo();
            return kept.stamp(file, token);
          }

          @Override
          public Optional<WriteToken> read(Path file) throws IOException {
            return kept.read(file);
          }
        };
    return store(space(), hanging, Files::createLink);
  }

  private FilesystemBlobStore whereTheLinkHangs() {
    return store(
        space(),
        new WriteTokens.ExtendedAttribute(),
        (link, existing) -> {
          hangIfToldTo();
          Files.createLink(link, existing);
        });
  }

  private static void put(FilesystemBlobStore store, BlobKey key, long length) {
    Payload payload = Payloads.ofLength(length);
    store.put(key, TOKEN, payload.size(), payload.open());
  }

  private void recover(FilesystemBlobStore store) {
    hangs.set(false);
    letGo.countDown();
    while (true) {
      try {
        assertThat(store.stat(OTHER)).isEmpty();
        return;
      } catch (StorageHangs e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aPutThatHangsEndsWithinTheLimitAndNothingOfItIsLeft() throws Exception {
    FilesystemBlobStore store = whereStatfsHangs();

    assertThatThrownBy(() -> put(store, KEY, 1000)).isInstanceOf(StorageHangs.class);

    assertThatThrownBy(() -> put(store, OTHER, 1000)).isInstanceOf(StorageHangs.class);
    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageHangs.class);
    assertThatThrownBy(() -> store.open(KEY, 0, 1)).isInstanceOf(StorageHangs.class);
    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageHangs.class);
    recover(store);
    assertThat(store.stat(KEY)).isEmpty();
    awaitNoTemporaryFile();
    put(store, KEY, 1000);
    assertThat(store.stat(KEY)).isPresent();
  }

  @Test
  void aStepThatReturnsAfterItsCallerGaveUpPublishesNothing() throws Exception {
    FilesystemBlobStore store = whereAnAttributeHangs();

    assertThatThrownBy(() -> put(store, KEY, 1000)).isInstanceOf(StorageHangs.class);

    assertThat(temporaryFiles()).hasSize(1);
    recover(store);
    awaitNoTemporaryFile();
    assertThat(store.stat(KEY)).isEmpty();
    assertThat(root.resolve(KEY.value())).doesNotExist();
  }

  /** The one step that cannot be called back: what it publishes is whole. */
  @Test
  void aPublicationThatReturnsLateIsWholeAndIsRemovedByItsToken() throws Exception {
    FilesystemBlobStore store = whereTheLinkHangs();

    assertThatThrownBy(() -> put(store, KEY, 1000)).isInstanceOf(StorageHangs.class);

    recover(store);
    awaitNoTemporaryFile();
    assertThat(store.stat(KEY).orElseThrow().size()).isEqualTo(Payloads.ofLength(1000).size());
    store.remove(KEY, TOKEN);
    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  void aPublicationThatReturnsAfterItsRemovalPublishesNothing() throws Exception {
    FilesystemBlobStore hanging = whereTheLinkHangs();
    assertThatThrownBy(() -> put(hanging, KEY, 1000)).isInstanceOf(StorageHangs.class);

    // By another instance, in which nothing hangs.
    new FilesystemBlobStore(FilesystemConfig.of(root), DRIVE).remove(KEY, TOKEN);

    recover(hanging);
    awaitNoTemporaryFile();
    assertThat(hanging.stat(KEY)).isEmpty();
  }

  @Test
  void anotherDriveGoesOn() {
    FilesystemBlobStore hanging = whereStatfsHangs();
    var other = new FilesystemBlobStore(FilesystemConfig.of(root), DRIVE);
    assertThatThrownBy(() -> put(hanging, KEY, 1000)).isInstanceOf(StorageHangs.class);

    put(other, OTHER, 1000);

    assertThat(other.stat(OTHER)).isPresent();
  }

  /** More than there are carriers of virtual threads, which would be all of them. */
  @Test
  void virtualThreadsRunWhileManyPutsHang() throws Exception {
    FilesystemBlobStore store = whereStatfsHangs();
    List<CompletableFuture<Void>> puts = new ArrayList<>();
    int many = 4 * Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < many; i++) {
      var key = new BlobKey("acme/fw-1/" + i);
      puts.add(
          CompletableFuture.runAsync(
              () -> put(store, key, 1000), task -> Thread.ofVirtual().start(task)));
    }

    assertThat(puts).noneMatch(CompletableFuture::isDone);
    Thread.startVirtualThread(() -> {}).join();
    for (var put : puts) {
      assertThatThrownBy(put::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StorageHangs.class);
    }
  }

  /** A slow sender is not a slow drive, and keeps no thread of it. */
  @Test
  void aBodyThatComesSlowlyKeepsNoThreadOfTheDriveAndDoesNotCloseIt() throws Exception {
    hangs.set(false);
    FilesystemBlobStore store = whereStatfsHangs();
    Payload payload = Payloads.ofLength(1000);
    var seen = new AtomicBoolean();
    List<CompletableFuture<Void>> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var key = new BlobKey("slow/" + i);
      InputStream body = afterLetGo(payload.open());
      slow.add(
          CompletableFuture.runAsync(
              () -> store.put(key, TOKEN, payload.size(), body),
              task -> Thread.ofVirtual().start(task)));
    }

    put(store, OTHER, 1000);
    seen.set(store.stat(OTHER).isPresent());
    letGo.countDown();

    for (var put : slow) {
      put.get();
    }
    assertThat(seen).isTrue();
  }

  private InputStream afterLetGo(InputStream body) {
    return new InputStream() {
      @Override
      public int read() {
        throw new UnsupportedOperationException("byte by byte");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        try {
          letGo.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        return body.read(target, offset, length);
      }
    };
  }

  @Test
  void anInterruptedCallerClosesNoFileOfAnother() throws Exception {
    hangs.set(false);
    FilesystemBlobStore store = whereStatfsHangs();
    put(store, KEY, 1_000_000);
    try (InputStream neighbour = store.open(KEY, 0, 1_000_000).orElseThrow()) {
      assertThat(neighbour.readNBytes(10)).hasSize(10);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> put(store, OTHER, 1000)).isInstanceOf(StorageUnavailable.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(neighbour.readAllBytes()).hasSize(999_990);
    }
  }

  /** Of files that syncs in between are needed for. */
  @Test
  void aLargeObjectIsSyncedInBetweenAndIsWhole() throws Exception {
    hangs.set(false);
    FilesystemBlobStore store = whereStatfsHangs();
    Payload payload = Payloads.ofLength(70L * 1024 * 1024 + 1);

    store.put(KEY, TOKEN, payload.size(), payload.open());

    try (InputStream bytes = store.open(KEY, 0, payload.size().bytes()).orElseThrow()) {
      assertThat(Payloads.sha256Of(bytes)).isEqualTo(payload.sha256());
    }
  }

  private List<Path> temporaryFiles() throws IOException {
    try (var files = Files.list(root.resolve(".tmp"))) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void awaitNoTemporaryFile() throws IOException {
    while (!temporaryFiles().isEmpty()) {
      Thread.onSpinWait();
    }
  }
}
