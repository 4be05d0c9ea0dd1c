package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** An object is stored whole and once, or not at all. */
public interface BlobStoreWriteContract extends BlobStoreUnderTest {

  /** Longer than any buffer, and no multiple of one. */
  long LARGE = 8 * 1024 * 1024 + 3;

  @Test
  default void anEmptyObjectIsAnObject() {
    BlobStore store = initialisedStore();

    Payload payload = putSome(store, 0);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
  }

  @Test
  default void oneByteIsStored() {
    BlobStore store = initialisedStore();

    Payload payload = putSome(store, 1);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(store, KEY)).as("%s", payload).isEqualTo(payload.sha256());
  }

  @Test
  default void aLargeObjectIsStoredByteForByte() {
    BlobStore store = initialisedStore();

    Payload payload = putSome(store, LARGE);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(store, KEY)).as("%s", payload).isEqualTo(payload.sha256());
  }

  @Test
  default void keysMayBeNestedToAnyDepth() {
    BlobStore store = initialisedStore();
    var flat = new BlobKey("flat");
    var deep = new BlobKey(".vault/manifests/a/b/c/d/e/f.1");
    Payload first = Payloads.ofLength(10);
    Payload second = Payloads.ofLength(20);

    store.put(flat, TOKEN, first.size(), first.open());
    store.put(deep, TOKEN, second.size(), second.open());

    assertThat(sha256(store, flat)).isEqualTo(first.sha256());
    assertThat(sha256(store, deep)).isEqualTo(second.sha256());
  }

  @Test
  default void nothingIsReadBeyondTheSize() throws IOException {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(100_000);
    InputStream next = new ByteArrayInputStream(new byte[] {42});

    store.put(KEY, TOKEN, payload.size(), new SequenceInputStream(payload.open(), next));

    assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
    assertThat(next.read()).isEqualTo(42);
  }

  @Test
  default void nothingIsVisibleBeforeTheLastByte() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(LARGE);
    InputStream looking =
        InterruptedBody.after(
            payload,
            LARGE - 1,
            () -> {
              assertThat(store.stat(KEY)).isEmpty();
              assertThat(store.open(KEY, 0, 1)).isEmpty();
            });

    store.put(KEY, TOKEN, payload.size(), looking);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
  }

  @Test
  default void anExceptionOfTheBodyPassesUnchangedAndNothingIsVisible() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(LARGE);
    var failure = new ArithmeticException("half-way");
    InputStream body = InterruptedBody.failing(payload, LARGE / 2, failure);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), body)).isSameAs(failure);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void aReadErrorOfTheBodyIsNoFailureOfTheDrive() {
    BlobStore store = initialisedStore();
    var failure = new IOException("half-way");
    InputStream body = InterruptedBody.unreadable(failure);
    Payload payload = Payloads.ofLength(1000);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), body))
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(failure);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void aBodyThatEndsEarlyLeavesNothingVisible() {
    BlobStore store = initialisedStore();
    Payload declared = Payloads.ofLength(LARGE);
    Payload sent = Payloads.ofLength(LARGE - 1);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, declared.size(), sent.open()))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void afterAFailedPutTheKeyIsStillFree() {
    BlobStore store = initialisedStore();
    Payload payload = Payloads.ofLength(1000);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), Payloads.ofLength(999).open()))
        .isInstanceOf(IllegalArgumentException.class);

    store.put(KEY, TOKEN, payload.size(), payload.open());

    assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
  }

  @Test
  default void aTakenKeyIsRefusedAndItsObjectIsUntouched() {
    BlobStore store = initialisedStore();
    Payload first = putSome(store, 1000);
    Payload second = Payloads.ofLength(1000);

    assertThatThrownBy(() -> store.put(KEY, OTHER_TOKEN, second.size(), second.open()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, first.size(), first.open()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(store.stat(KEY)).contains(stored(first, TOKEN));
    assertThat(sha256(store, KEY)).isEqualTo(first.sha256());
  }

  @Test
  default void theSameBytesUnderTwoKeysAreTwoObjects() {
    BlobStore store = initialisedStore();
    Payload payload = putSome(store, 1000);
    var twin = new BlobKey("acme/fw-1/twin");

    store.put(twin, OTHER_TOKEN, payload.size(), payload.open());
    store.remove(KEY, TOKEN);

    assertThat(store.stat(KEY)).isEmpty();
    assertThat(store.stat(twin)).contains(stored(payload, OTHER_TOKEN));
  }
}
