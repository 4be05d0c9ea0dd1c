package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageHangs;
import dev.coffer.application.drives.ThreadedBlobStore;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.Payloads;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the contract on a store that knows nothing of threads, as another team's adapter may. */
@Timeout(60)
final class ThreadedBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final InMemoryBlobStore first = new InMemoryBlobStore(DRIVE);
  private final CountDownLatch letGo = new CountDownLatch(1);

  @Override
  public BlobStore storeFor(UUID driveId) {
    return new ThreadedBlobStore(first.onSamePlaceFor(driveId), "test", LIMIT);
  }

  @AfterEach
  void letAllGo() {
    letGo.countDown();
  }

  private void hang() {
    try {
      letGo.await();
    } catch (InterruptedException e) {
      throw new AssertionError("a call was interrupted", e);
    }
  }

  /** A store whose first call hangs. */
  private BlobStore hanging() {
    var store = InMemoryBlobStore.initialised(DRIVE);
    return new ThreadedBlobStore(
        new FailingBlobStore(store, Moment.BEFORE_EFFECT, 1, this::hang), "test", SHORT);
  }

  @Test
  void aCallThatHangsEndsItAndAllOthersUntilItReturns() {
    BlobStore store = hanging();
    var large = new ByteSize(1 << 20);

    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageHangs.class);

    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageHangs.class);
    assertThatThrownBy(() -> store.open(KEY, 0, 1)).isInstanceOf(StorageHangs.class);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, large, Payloads.ofLength(1 << 20).open()))
        .isInstanceOf(StorageHangs.class);
    letGo.countDown();
    while (hangs(store)) {
      Thread.onSpinWait();
    }
    store.put(KEY, TOKEN, large, Payloads.ofLength(1 << 20).open());
    assertThat(store.stat(KEY)).isPresent();
  }

  private static boolean hangs(BlobStore store) {
    try {
      return store.stat(KEY).isPresent();
    } catch (StorageHangs e) {
      return true;
    }
  }

  @Test
  void aSmallPutThatHangsEnds() {
    BlobStore store = hanging();

    assertThatThrownBy(() -> put(store, new BlobKey("manifest"), TOKEN))
        .isInstanceOf(StorageHangs.class);
  }

  private static void put(BlobStore store, BlobKey key, WriteToken token) {
    var manifest = Payloads.ofLength(1000);
    store.put(key, token, manifest.size(), manifest.open());
  }
}
