package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.domain.ByteSize;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** On the S3 store that the tests of this machine have, each object by a multipart upload. */
final class S3MultipartIT implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final S3Config config =
      TestS3.with(TestS3.freshBucket(), true, new ByteSize(1), TestS3.SHORT);

  @Override
  public BlobStore storeFor(UUID driveId) {
    return TestS3.store(config, driveId);
  }

  /** A multipart upload looks before it begins; completions of one key at once all succeed. */
  @Override
  public boolean createIsExclusive() {
    return false;
  }

  @Test
  void anObjectOfSeveralPartsIsStoredByteForByte() {
    BlobStore store = initialisedStore();

    Payload payload = putSome(store, 2 * MultipartPut.partSize(0) + 1);

    assertThat(store.stat(KEY)).contains(stored(payload, TOKEN));
    assertThat(sha256(store, KEY)).isEqualTo(payload.sha256());
  }

  @Test
  void anUploadThatWasLeftOpenIsAbortedByItsRemoval() throws IOException {
    BlobStore store = initialisedStore();
    var connection = new S3Connection(config, Clock.systemUTC());
    S3Request listing = S3Request.of("GET", "").query("prefix", KEY.value()).query("uploads", "");
    connection.sendOnly(S3Request.of("POST", KEY.value()).query("uploads", ""));
    assertThat(connection.sendForText(listing)).contains("<UploadId>");

    store.remove(KEY, TOKEN);

    assertThat(connection.sendForText(listing)).doesNotContain("<UploadId>");
  }

  @Test
  void aPutThatFailsLeavesNoUploadOpen() throws IOException {
    BlobStore store = initialisedStore();
    Payload declared = Payloads.ofLength(200_000);
    Payload sent = Payloads.ofLength(100_000);
    var connection = new S3Connection(config, Clock.systemUTC());

    try {
      store.put(KEY, TOKEN, declared.size(), sent.open());
    } catch (IllegalArgumentException e) {
      assertThat(connection.sendForText(S3Request.of("GET", "").query("uploads", "")))
          .as("%s", e)
          .doesNotContain("<UploadId>");
      return;
    }
    throw new AssertionError("a body that ends early was stored");
  }
}
