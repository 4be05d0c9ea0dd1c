package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Stored objects can be looked up and read, whole or in part. */
public interface BlobStoreReadContract extends BlobStoreUnderTest {

  @Test
  default void anUnknownKeyIsAbsent() {
    BlobStore store = initialisedStore();
    putSome(store, 10);
    var unknown = new BlobKey("acme/fw-2/unknown");

    assertThat(store.stat(unknown)).isEmpty();
    assertThat(store.open(unknown, 0, 10)).isEmpty();
  }

  @Test
  default void thePathAboveAKeyIsNoObject() {
    BlobStore store = initialisedStore();
    putSome(store, 10);

    assertThat(store.stat(new BlobKey("acme"))).isEmpty();
    assertThat(store.open(new BlobKey("acme/fw-1"), 0, 10)).isEmpty();
  }

  @Test
  default void aRangeHasTheBytesFromItsOffsetOn() {
    BlobStore store = initialisedStore();
    byte[] bytes = putSome(store, 300_000).bytes();

    assertThat(read(store, 0, 1)).isEqualTo(Arrays.copyOf(bytes, 1));
    assertThat(read(store, 70_000, 150_000)).isEqualTo(Arrays.copyOfRange(bytes, 70_000, 220_000));
    assertThat(read(store, 299_999, 1)).isEqualTo(Arrays.copyOfRange(bytes, 299_999, 300_000));
  }

  @Test
  default void aRangeStopsAtTheEndOfTheObject() {
    BlobStore store = initialisedStore();
    byte[] bytes = putSome(store, 1000).bytes();

    assertThat(read(store, 990, 100)).isEqualTo(Arrays.copyOfRange(bytes, 990, 1000));
    assertThat(read(store, 1, Long.MAX_VALUE)).isEqualTo(Arrays.copyOfRange(bytes, 1, 1000));
  }

  @Test
  default void aRangePastTheEndOrOfNothingIsEmpty() {
    BlobStore store = initialisedStore();
    putSome(store, 1000);

    assertThat(read(store, 1000, 10)).isEmpty();
    assertThat(read(store, 5000, 10)).isEmpty();
    assertThat(read(store, 5, 0)).isEmpty();
  }

  @Test
  default void aNegativeRangeIsABug() {
    BlobStore store = initialisedStore();
    putSome(store, 10);

    assertThatThrownBy(() -> store.open(KEY, -1, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.open(KEY, 0, -5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void twoReadersDoNotDisturbEachOther() throws IOException {
    BlobStore store = initialisedStore();
    byte[] bytes = putSome(store, 2000).bytes();

    try (InputStream first = store.open(KEY, 0, 2000).orElseThrow();
        InputStream second = store.open(KEY, 1000, 1000).orElseThrow()) {
      byte[] head = first.readNBytes(1000);

      assertThat(second.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2000));
      assertThat(head).isEqualTo(Arrays.copyOf(bytes, 1000));
      assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2000));
    }
  }

  @Test
  default void anotherStoreOnTheSamePlaceReadsWhatOneHasWritten() {
    var payload = putSome(initialisedStore(), 1000);

    assertThat(storeFor(DRIVE).stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(storeFor(DRIVE), KEY)).isEqualTo(payload.sha256());
  }

  private static byte[] read(BlobStore store, long offset, long length) {
    try (InputStream bytes = store.open(KEY, offset, length).orElseThrow()) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
