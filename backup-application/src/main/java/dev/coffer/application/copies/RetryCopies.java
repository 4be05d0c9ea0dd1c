package dev.coffer.application.copies;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;

/** Has the failed copies of a backup tried again at once, and those alone. */
@FunctionalInterface
public interface RetryCopies {

  Result retry(Operator operator, BackupId id);

  sealed interface Result {}

  /**
   * Due now, with all tries before them again.
   *
   * @param copies how many had failed
   */
  record Retried(int copies) implements Result {}

  /** The upload is under way or has failed: there are no bytes to copy. */
  record NotStored() implements Result {}

  record NotFound() implements Result {}
}
