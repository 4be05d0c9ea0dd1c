package dev.coffer.application.download;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;

public final class FetchBackupService implements FetchBackup {

  private final BackupIndex index;
  private final Downloads downloads;

  public FetchBackupService(BackupIndex index, Downloads downloads) {
    this.index = index;
    this.downloads = downloads;
  }

  @Override
  public Result fetch(Caller caller, BackupRef ref) {
    return index.find(caller.systemUuid(), ref).<Result>map(downloads::of).orElseGet(NotFound::new);
  }
}
