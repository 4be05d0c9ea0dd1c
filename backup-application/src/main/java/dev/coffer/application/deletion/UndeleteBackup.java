package dev.coffer.application.deletion;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;

/** Takes a deletion back while the bytes are there. */
@FunctionalInterface
public interface UndeleteBackup {

  /** Done when it returns {@link Undeleted}: listed again, under the number that it had. */
  Result undelete(Actor actor, Operator operator, BackupId id);

  sealed interface Result {}

  record Undeleted() implements Result {}

  /** None that was deleted and is still there. */
  record NotFound() implements Result {}

  /** Its grace is over: removing its bytes has begun, or may begin at any moment. */
  record PurgeBegun() implements Result {}

  /** Its bytes do not count any more, and the organization has no room to count them again. */
  record QuotaExceeded() implements Result {}

  /** As above, of the system's cap. */
  record CapExceeded() implements Result {}
}
