package dev.coffer.application.deletion;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;

/** Takes a backup of any system out of its list on an operator's word. */
@FunctionalInterface
public interface DeleteAnyBackup {

  /** As {@link DeleteBackup#delete}; nothing is found outside of the operator's organization. */
  DeleteBackup.Result delete(Actor actor, Operator operator, BackupId id);
}
