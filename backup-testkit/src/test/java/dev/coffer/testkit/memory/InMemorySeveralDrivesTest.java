package dev.coffer.testkit.memory;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.vault.ProvenPartsContract;
import dev.coffer.testkit.vault.ScrubContract;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

class InMemorySeveralDrivesTest implements ProvenPartsContract, ScrubContract {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final IndexPorts index = new InMemoryIndex(() -> now).ports();

  @Override
  public IndexPorts index() {
    return index;
  }

  @Override
  public void makeScrubsDue() {
    now = now.plus(Duration.ofDays(1));
  }

  @Override
  public BlobStore newStore(UUID driveId) {
    return InMemoryBlobStore.initialised(driveId);
  }
}
