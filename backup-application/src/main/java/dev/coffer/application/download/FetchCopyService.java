package dev.coffer.application.download;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import java.util.UUID;

public final class FetchCopyService implements FetchCopy {

  private final FleetIndex index;
  private final AuditLog audit;
  private final Downloads downloads;

  public FetchCopyService(FleetIndex index, AuditLog audit, Downloads downloads) {
    this.index = index;
    this.audit = audit;
    this.downloads = downloads;
  }

  @Override
  public FetchBackup.Result fetch(Operator operator, UUID copyId) {
    return index
        .copy(operator, copyId)
        .<FetchBackup.Result>map(
            stored -> downloads.of(stored, () -> recordUse(operator, stored, copyId)))
        .orElseGet(FetchBackup.NotFound::new);
  }

  private void recordUse(Operator operator, StoredBackup stored, UUID copyId) {
    audit.record(
        Actor.of(operator), AuditAction.COPY_FETCHED, stored.backup().id(), "copy " + copyId);
  }
}
