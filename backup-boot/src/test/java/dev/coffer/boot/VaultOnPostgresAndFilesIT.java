package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.postgres.PostgresConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.application.port.out.BlobStore;
import dev.coffer.application.port.out.IndexPorts;
import dev.coffer.domain.Secret;
import dev.coffer.testkit.contract.VaultBehaviourContract;
import dev.coffer.testkit.contract.VaultFaultContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The use cases over the real adapters. */
class VaultOnPostgresAndFilesIT implements VaultBehaviourContract, VaultFaultContract {

  @TempDir private static Path drive;

  private static PostgresIndex index;
  private static UUID driveId;
  private static BlobStore store;

  @BeforeAll
  static void open() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    index =
        PostgresIndex.open(
            new PostgresConfig(
                database.jdbcUrl(),
                database.user(),
                new Secret(database.password()),
                PostgresConfig.DEFAULT_POOL_SIZE));
    driveId = index.ports().drives().known("primary", "local", UUID.randomUUID()).drive().id();
    store = new FilesystemBlobStore(FilesystemConfig.of(drive), driveId);
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
