package dev.coffer.adapter.postgres;

import dev.coffer.application.IndexPorts;
import dev.coffer.testkit.contract.AuditLogContract;
import dev.coffer.testkit.contract.BackupIndexContract;
import dev.coffer.testkit.contract.CopyQueueContract;
import dev.coffer.testkit.contract.CopyRequestContract;
import dev.coffer.testkit.contract.DeletionIndexContract;
import dev.coffer.testkit.contract.DirectoryIndexContract;
import dev.coffer.testkit.contract.ErasureIndexContract;
import dev.coffer.testkit.contract.FleetFactsContract;
import dev.coffer.testkit.contract.FleetIndexContract;
import dev.coffer.testkit.contract.OwnershipIndexContract;
import dev.coffer.testkit.contract.RegistryContract;
import dev.coffer.testkit.contract.RetentionIndexContract;
import dev.coffer.testkit.contract.TenantsContract;
import dev.coffer.testkit.contract.UnfinishedUploadsContract;
import dev.coffer.testkit.contract.UploadLedgerContract;
import dev.coffer.testkit.contract.UsageIndexContract;
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
        RetentionIndexContract,
        DeletionIndexContract,
        OwnershipIndexContract,
        ErasureIndexContract,
        DirectoryIndexContract,
        UsageIndexContract,
        RegistryContract,
        TenantsContract {

  private static PostgresIndex index;

  @BeforeAll
  static void open() {
    index = PostgresIndex.open(TestIndex.config(TestPostgres.freshDatabase()));
  }

  @AfterAll
  static void close() {
    index.close();
  }

  @Override
  public IndexPorts index() {
    return index.ports();
  }
}
