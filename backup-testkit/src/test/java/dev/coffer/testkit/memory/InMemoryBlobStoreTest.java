package dev.coffer.testkit.memory;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.contract.BlobStoreConcurrencyContract;
import dev.coffer.testkit.contract.BlobStoreContract;
import java.util.UUID;

final class InMemoryBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final InMemoryBlobStore first = new InMemoryBlobStore(DRIVE);

  @Override
  public BlobStore storeFor(UUID driveId) {
    return first.onSamePlaceFor(driveId);
  }
}
