package dev.coffer.application.download;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.upload.Permits;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds what is asked for among backups and copies. */
public final class FetchStoredService implements FetchStored {

  /** Of a tool that fetches one thing. */
  private static final int NO_LIMIT = 0;

  private final FleetIndex index;
  private final AuditLog audit;
  private final Actor actor;
  private final Supplier<CopyReader> reader;

  public FetchStoredService(
      FleetIndex index, AuditLog audit, Actor actor, Supplier<CopyReader> reader) {
    this.index = index;
    this.audit = audit;
    this.actor = actor;
    this.reader = reader;
  }

  @Override
  public Result fetch(Operator operator, UUID id) {
    return BackupId.of(id)
        .flatMap(backup -> index.stored(operator, backup))
        .or(() -> index.copy(operator, id))
        .<Result>map(this::found)
        .orElseGet(NotFound::new);
  }

  private Found found(StoredBackup stored) {
    Backup backup = stored.backup();
    return new Found(
        backup.extension(),
        backup.size(),
        backup.sha256(),
        () ->
            new Downloads(reader.get(), new Permits(NO_LIMIT))
                .of(stored, () -> recordUse(stored))
                .content()
                .whole());
  }

  private void recordUse(StoredBackup stored) {
    audit.record(actor, AuditAction.COPY_FETCHED, stored.backup().id(), "locally");
  }
}
