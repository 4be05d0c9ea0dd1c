package dev.coffer.application.deletion;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.tenancy.SystemId;

/** Takes a backup out of a system's list on an operator's word. */
@FunctionalInterface
public interface DeleteOfSystem {

  /** As {@link DeleteBackup#delete}; nothing is found outside of the operator's organization. */
  DeleteBackup.Result delete(Operator operator, SystemId id, BackupRef ref);
}
