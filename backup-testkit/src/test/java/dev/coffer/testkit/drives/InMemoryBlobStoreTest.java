package dev.coffer.testkit.drives;

import dev.coffer.application.drives.BlobStore;
import java.util.UUID;

final class InMemoryBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final InMemoryBlobStore first = new InMemoryBlobStore(DRIVE);

  @Override
  public BlobStore storeFor(UUID driveId) {
    return first.onSamePlaceFor(driveId);
  }
}
