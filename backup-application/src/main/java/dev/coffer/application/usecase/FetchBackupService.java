package dev.coffer.application.usecase;

import dev.coffer.application.port.in.FetchBackup;
import dev.coffer.application.port.out.BackupIndex;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;

final class FetchBackupService implements FetchBackup {

  private final BackupIndex index;
  private final Downloads downloads;

  FetchBackupService(BackupIndex index, Downloads downloads) {
    this.index = index;
    this.downloads = downloads;
  }

  @Override
  public Result fetch(Caller caller, BackupRef ref) {
    return index.find(caller.systemUuid(), ref).<Result>map(downloads::of).orElseGet(NotFound::new);
  }
}
