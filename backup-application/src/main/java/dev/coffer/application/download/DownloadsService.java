package dev.coffer.application.download;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import java.util.Optional;
import java.util.UUID;

public final class DownloadsService implements Downloads {

  private final FleetIndex index;
  private final AuditLog audit;
  private final PermittedDownloads downloads;

  public DownloadsService(FleetIndex index, AuditLog audit, PermittedDownloads downloads) {
    this.index = index;
    this.audit = audit;
    this.downloads = downloads;
  }

  @Override
  public Optional<Download> backup(Authority by, BackupId id) {
    return index.stored(by, id).map(stored -> recorded(by, stored, ""));
  }

  @Override
  public Optional<Download> copy(Authority by, UUID copyId) {
    return index.copy(by, copyId).map(stored -> recorded(by, stored, "copy " + copyId));
  }

  private Download recorded(Authority by, StoredBackup stored, String details) {
    return downloads.of(
        stored,
        () -> audit.record(by.actor(), AuditAction.COPY_FETCHED, stored.backup().id(), details));
  }
}
