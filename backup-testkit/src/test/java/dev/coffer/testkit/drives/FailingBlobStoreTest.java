package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class FailingBlobStoreTest {

  private static final BlobKey KEY = new BlobKey("a/b");
  private static final WriteToken TOKEN = new WriteToken(new UUID(1, 1));

  private final StorageUnavailable failure = new StorageUnavailable("on purpose");
  private final InMemoryBlobStore drive = InMemoryBlobStore.initialised(new UUID(1, 2));
  private final Payload payload = Payloads.ofLength(10);

  @Test
  void aCallThatFailsBeforeItsEffectDoesNothing() {
    var store = FailingBlobStore.throwing(drive, Moment.BEFORE_EFFECT, 1, failure);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isSameAs(failure);

    assertThat(drive.keys()).isEmpty();
  }

  @Test
  void aCallThatFailsAfterItsEffectHasDoneAll() {
    var store = FailingBlobStore.throwing(drive, Moment.AFTER_EFFECT, 1, failure);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isSameAs(failure);

    assertThat(drive.keys()).containsExactly(KEY);
  }

  @Test
  void onlyTheChosenCallFails() {
    var store = FailingBlobStore.throwing(drive, Moment.BEFORE_EFFECT, 2, failure);
    store.put(KEY, TOKEN, payload.size(), payload.open());

    assertThatThrownBy(() -> store.stat(KEY)).isSameAs(failure);

    assertThat(store.stat(KEY)).isPresent();
    assertThat(store.calls()).isEqualTo(3);
  }
}
