package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.vault.OperationsContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What operators do, on PostgreSQL and a directory. */
class OperationsIT implements OperationsContract {

  private static PostgresIndex index;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    index = TestIndex.open();
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
  public BlobStore newStore(UUID driveId) {
    var store =
        new FilesystemBlobStore(FilesystemConfig.of(folder.resolve(driveId.toString())), driveId);
    store.initialise(driveId);
    return store;
  }
}
