package dev.coffer.testkit.memory;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.vault.OperationsContract;
import java.time.InstantSource;
import java.util.UUID;

class InMemoryOperationsTest implements OperationsContract {

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();

  @Override
  public IndexPorts index() {
    return index;
  }

  @Override
  public BlobStore newStore(UUID driveId) {
    return InMemoryBlobStore.initialised(driveId);
  }
}
