package dev.coffer.application.deletion;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.DeletedBackup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists backups that were deleted and whose bytes are not gone yet. */
@FunctionalInterface
public interface ListDeleted {

  /** The last deleted first; fewer than asked for only at the end. */
  List<DeletedBackup> list(Operator operator, Query query);

  /**
   * A page.
   *
   * @param after where the page before it ended; empty for the first
   * @param max 1 or more
   */
  record Query(Optional<Place> after, int max) {

    /** The page after one that ended with this backup. */
    public Query after(DeletedBackup last) {
      return new Query(Optional.of(new Place(last.deletedAt(), last.backup().id().value())), max);
    }
  }

  /** Where a backup stands in the list. */
  record Place(Instant deletedAt, UUID id) {}
}
