package dev.coffer.application.deletion;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Protection;

/** Pins a backup, holds it until a date, or ends either. */
@FunctionalInterface
public interface ProtectBackup {

  /**
   * Effective at once: neither an appliance nor an operator nor retention deletes it then.
   *
   * @param operator on whose behalf; nothing is found outside of its organization
   */
  Result protect(Actor actor, Operator operator, BackupId id, Protection protection);

  sealed interface Result {}

  record Done() implements Result {}

  /** None that is stored. */
  record NotFound() implements Result {}

  /** The hold would be over before it begins. */
  record HoldIsOver() implements Result {}
}
