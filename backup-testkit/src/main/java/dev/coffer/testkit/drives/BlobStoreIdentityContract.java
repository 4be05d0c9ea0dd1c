package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A place that does not belong to the drive is never treated as an empty drive. */
public interface BlobStoreIdentityContract extends BlobStoreUnderTest {

  UUID OTHER_DRIVE = new UUID(0xd, 2);

  @Test
  default void aPlaceThatIsNoDriveYetIsUnavailable() {
    assertUnavailable(storeFor(DRIVE));
  }

  @Test
  default void aPutRefusedBeforeInitialisationWritesNothing() {
    BlobStore store = storeFor(DRIVE);
    assertUnavailable(store);

    store.initialise(DRIVE);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void aDriveOfAnotherIdIsUnavailableAndUntouched() {
    BlobStore store = initialisedStore();
    Payload payload = putSome(store, 1000);

    BlobStore stranger = storeFor(OTHER_DRIVE);

    assertUnavailable(stranger);
    assertThatThrownBy(() -> stranger.initialise(OTHER_DRIVE))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
  }

  @Test
  default void initialisationIsRepeatableAndKeepsWhatIsStored() {
    BlobStore store = initialisedStore();
    Payload payload = putSome(store, 1000);

    store.initialise(DRIVE);
    storeFor(DRIVE).initialise(DRIVE);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
  }

  @Test
  default void initialisationWithAnIdThatTheStoreDoesNotExpectIsABug() {
    BlobStore store = storeFor(DRIVE);

    assertThatThrownBy(() -> store.initialise(OTHER_DRIVE))
        .isInstanceOf(IllegalArgumentException.class);

    assertUnavailable(storeFor(OTHER_DRIVE));
  }

  private static void assertUnavailable(BlobStore store) {
    Payload payload = Payloads.ofLength(10);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.open(KEY, 0, 1)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);
  }
}
