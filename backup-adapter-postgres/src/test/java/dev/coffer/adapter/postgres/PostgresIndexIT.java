package dev.coffer.adapter.postgres;

import dev.coffer.application.IndexPorts;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.index.ApiKeyIndexContract;
import dev.coffer.testkit.index.AuditLogContract;
import dev.coffer.testkit.index.BackupIndexContract;
import dev.coffer.testkit.index.CopyQueueContract;
import dev.coffer.testkit.index.CopyRequestContract;
import dev.coffer.testkit.index.DeletionIndexContract;
import dev.coffer.testkit.index.DriveRegistryContract;
import dev.coffer.testkit.index.ErasureIndexContract;
import dev.coffer.testkit.index.FleetFactsContract;
import dev.coffer.testkit.index.FleetIndexContract;
import dev.coffer.testkit.index.LiveSecretsContract;
import dev.coffer.testkit.index.ReassignmentContract;
import dev.coffer.testkit.index.ReferenceClockContract;
import dev.coffer.testkit.index.RetentionIndexContract;
import dev.coffer.testkit.index.TenantSnapshotIndexContract;
import dev.coffer.testkit.index.TenantsContract;
import dev.coffer.testkit.index.UnfinishedUploadsContract;
import dev.coffer.testkit.index.UploadLedgerContract;
import dev.coffer.testkit.index.UsageIndexContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contracts of every index, on PostgreSQL. */
class PostgresIndexIT
    implements UploadLedgerContract,
        UnfinishedUploadsContract,
        BackupIndexContract,
        CopyQueueContract,
        CopyRequestContract,
        FleetIndexContract,
        FleetFactsContract,
        AuditLogContract,
        ReferenceClockContract,
        RetentionIndexContract,
        DeletionIndexContract,
        ReassignmentContract,
        ErasureIndexContract,
        TenantSnapshotIndexContract,
        UsageIndexContract,
        ApiKeyIndexContract,
        LiveSecretsContract,
        DriveRegistryContract,
        TenantsContract {

  private static TestPostgres.Database database;
  private static PostgresIndex index;

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
  public void serveAgain(SystemId id) {
    TestIndex.serveAgain(database, id);
  }
}
