package dev.coffer.adapter.s3;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import java.util.UUID;

/** On the S3 store that the tests of this machine have, each object by one request. */
final class S3BlobStoreIT implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final S3Config config = TestS3.freshBucket();

  @Override
  public BlobStore storeFor(UUID driveId) {
    return TestS3.store(config, driveId);
  }
}
