package dev.coffer.testkit.memory;

import dev.coffer.application.IndexPorts;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
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

  private final InMemoryIndex memory = new InMemoryIndex(InstantSource.system());
  private final IndexPorts index = memory.ports();

  @Override
  public IndexPorts index() {
    return index;
  }

  @Override
  public void serveAgain(SystemId id) {
    memory.system(id).orElseThrow().state = SystemState.ACTIVE;
  }
}
