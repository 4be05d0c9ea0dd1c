package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import org.junit.jupiter.api.Test;

/** A removal deletes what one attempt has written, and nothing else. */
public interface BlobStoreRemoveContract extends BlobStoreUnderTest {

  @Test
  default void anObjectIsRemovedByItsToken() {
    BlobStore store = initialisedStore();
    putSome(store, 1000);

    store.remove(KEY, TOKEN);

    assertThat(store.stat(KEY)).isEmpty();
    assertThat(store.open(KEY, 0, 10)).isEmpty();
  }

  @Test
  default void removalIsRepeatable() {
    BlobStore store = initialisedStore();
    putSome(store, 1000);

    store.remove(KEY, TOKEN);
    store.remove(KEY, TOKEN);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void removalOfAMissingObjectSucceeds() {
    BlobStore store = initialisedStore();
    Payload neighbour = putSome(store, 1000);

    store.remove(new BlobKey("acme/fw-1/never"), TOKEN);
    store.remove(new BlobKey("nowhere/at/all"), TOKEN);

    assertThat(store.stat(KEY)).contains(stored(neighbour, TOKEN));
  }

  @Test
  default void discardingUnfinishedUploadsLeavesTheObject() {
    BlobStore store = initialisedStore();
    Payload payload = putSome(store, 1000);

    store.discardUnfinished(KEY, TOKEN);
    store.discardUnfinished(KEY, TOKEN);
    store.discardUnfinished(new BlobKey("nowhere/at/all"), TOKEN);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
  }

  @Test
  default void anObjectOfAnotherTokenIsLeftAlone() {
    BlobStore store = initialisedStore();
    putSome(store, 1000);

    store.remove(KEY, OTHER_TOKEN);

    assertThat(store.stat(KEY).isPresent()).isEqualTo(keepsTokens());
  }

  @Test
  default void theRemainsOfAFailedPutAreRemovedWithoutHarmToOtherObjects() {
    BlobStore store = initialisedStore();
    Payload neighbour = putSome(store, 1000);
    var failed = new BlobKey("acme/fw-1/failed");
    var failure = new ArithmeticException("half-way");
    Payload payload = Payloads.ofLength(200_000);
    var body = InterruptedBody.failing(payload, 100_000, failure);
    assertThatThrownBy(() -> store.put(failed, TOKEN, payload.size(), body)).isSameAs(failure);

    store.remove(failed, TOKEN);

    assertThat(store.stat(failed)).isEmpty();
    assertThat(store.stat(KEY)).contains(stored(neighbour, TOKEN));
  }

  @Test
  default void aRemovalDuringAPutIsSafe() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(200_000);
    var body = InterruptedBody.after(payload, 100_000, () -> store.remove(KEY, TOKEN));

    try {
      store.put(KEY, TOKEN, payload.size(), body);
      assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
    } catch (StorageUnavailable e) {
      assertThat(store.stat(KEY)).as("%s", e).isEmpty();
    }
  }
}
