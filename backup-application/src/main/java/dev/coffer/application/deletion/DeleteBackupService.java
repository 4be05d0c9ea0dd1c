package dev.coffer.application.deletion;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;
import java.time.Duration;

public final class DeleteBackupService implements DeleteBackup {

  private final BackupIndex index;
  private final Duration grace;

  public DeleteBackupService(BackupIndex index, Duration grace) {
    this.index = index;
    this.grace = grace;
  }

  @Override
  public Result delete(Caller caller, BackupRef ref) {
    return switch (index.delete(Actor.of(caller), caller.systemUuid(), ref, grace)) {
      case DELETED -> new Deleted();
      case NOT_FOUND -> new NotFound();
      case PROTECTED -> new Protected();
    };
  }
}
