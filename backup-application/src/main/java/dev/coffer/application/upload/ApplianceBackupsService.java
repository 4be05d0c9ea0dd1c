package dev.coffer.application.upload;

import dev.coffer.application.access.Credentials;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.PermittedDownloads;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.catalog.ListWindow;
import java.util.Optional;

/** Delegates each call to the service of its capability. */
public record ApplianceBackupsService(
    BackupIndex index,
    ListBackupsService listing,
    StoreBackupService storing,
    PermittedDownloads downloads,
    DeleteBackup deletion)
    implements ApplianceBackups {

  @Override
  public ListResult list(Credentials credentials, ListWindow window) {
    return listing.list(credentials, window);
  }

  @Override
  public StoreResult store(StoreCommand command, Body body) {
    return storing.store(command, body);
  }

  @Override
  public Optional<Download> fetch(Caller caller, BackupRef ref) {
    return index.find(caller.systemUuid(), ref).map(downloads::of);
  }

  @Override
  public DeleteBackup.Result delete(Caller caller, BackupRef ref) {
    return deletion.delete(caller, ref);
  }
}
