package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.vault.ProvenPartsContract;
import dev.coffer.testkit.vault.ScrubContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Copies between directories, on PostgreSQL. */
class SeveralDrivesIT implements ProvenPartsContract, ScrubContract {

  private static TestPostgres.Database database;
  private static PostgresIndex index;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    database = TestIndex.migratedDatabase();
    index = TestIndex.open(database);
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
  public void makeScrubsDue() {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "update vault.copy set scrub_after = clock_timestamp() where status = 'finished'");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public BlobStore newStore(UUID driveId) {
    var store =
        new FilesystemBlobStore(FilesystemConfig.of(folder.resolve(driveId.toString())), driveId);
    store.initialise(driveId);
    return store;
  }
}
