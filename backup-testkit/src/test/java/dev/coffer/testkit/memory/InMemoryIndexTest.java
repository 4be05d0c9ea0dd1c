package dev.coffer.testkit.memory;

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
import java.time.InstantSource;

class InMemoryIndexTest
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

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();

  @Override
  public IndexPorts index() {
    return index;
  }
}
