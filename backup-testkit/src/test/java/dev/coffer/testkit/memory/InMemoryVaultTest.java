package dev.coffer.testkit.memory;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.vault.ErasureContract;
import dev.coffer.testkit.vault.VaultBehaviourContract;
import dev.coffer.testkit.vault.VaultFaultContract;
import java.time.InstantSource;
import java.util.UUID;

class InMemoryVaultTest implements VaultBehaviourContract, VaultFaultContract, ErasureContract {

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
  private final UUID driveId =
      index.drives().known("primary", "memory", UUID.randomUUID()).drive().id();
  private final BlobStore store = InMemoryBlobStore.initialised(driveId);

  @Override
  public IndexPorts index() {
    return index;
  }

  @Override
  public UUID driveId() {
    return driveId;
  }

  @Override
  public BlobStore store() {
    return store;
  }
}
