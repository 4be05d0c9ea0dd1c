package dev.coffer.application.deletion;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;

/** Deletes a backup of the appliance that asks; its data is removed after the grace period. */
@FunctionalInterface
public interface DeleteBackup {

  /** Effective when it returns {@link Deleted}: from then on it is neither listed nor fetched. */
  Result delete(Caller caller, BackupRef ref);

  sealed interface Result {}

  record Deleted() implements Result {}

  record NotFound() implements Result {}

  /** Pinned, or held until a date. */
  record Protected() implements Result {}
}
