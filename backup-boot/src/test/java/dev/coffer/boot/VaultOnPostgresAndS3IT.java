package dev.coffer.boot;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.vault.VaultBehaviourContract;
import dev.coffer.testkit.vault.VaultFaultContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The use cases over PostgreSQL and an S3-compatible store. */
class VaultOnPostgresAndS3IT implements VaultBehaviourContract, VaultFaultContract {

  private static PostgresIndex index;
  private static UUID driveId;
  private static BlobStore store;

  @BeforeAll
  static void open() {
    index = TestIndex.open();
    driveId = index.ports().drives().known("primary", "s3", UUID.randomUUID()).drive().id();
    store = TestS3.store(TestS3.freshBucket(), driveId, index.ports().unfinishedUploads());
    store.initialise(driveId);
  }

  @AfterAll
  static void close() {
    index.close();
  }

  @Override
  public IndexPorts index() {
    return index.ports();
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
