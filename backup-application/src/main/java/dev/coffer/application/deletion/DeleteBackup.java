package dev.coffer.application.deletion;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;

/** Deletes a backup for the appliance that owns it; its data is removed after the grace period. */
@FunctionalInterface
public interface DeleteBackup {

  /**
   * Deletes a backup. Once this returns {@link Deleted}, the backup is neither listed nor
   * downloadable.
   */
  Result delete(Caller caller, BackupRef ref);

  sealed interface Result {}

  record Deleted() implements Result {}

  record NotFound() implements Result {}

  /** The backup is pinned, or held until a date. */
  record Protected() implements Result {}
}
