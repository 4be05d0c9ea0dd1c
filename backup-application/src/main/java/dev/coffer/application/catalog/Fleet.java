package dev.coffer.application.catalog;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import java.util.List;
import java.util.Optional;

/**
 * The backups of all systems, for operators, from the index alone. A backup that is out of an
 * authority's scope is not found.
 */
public interface Fleet {

  /**
   * One page. Nothing of the index is held when it returns, so that the receiver may take its time
   * with it.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; a page
   *     is never partial and never empty for that reason
   */
  Page page(Authority by, Query query);

  /**
   * What to list.
   *
   * @param after where the page before ended
   * @param max most backups of this page, 1 or more
   */
  record Query(FleetFilter filter, FleetOrder order, Optional<FleetPlace> after, int max) {

    /** The next page of the same. */
    public Query after(FleetPlace place) {
      return new Query(filter, order, Optional.of(place), max);
    }

    /** The same with room for one more backup, which shows whether there is another page. */
    Query withOneMore() {
      return new Query(filter, order, after, max + 1);
    }
  }

  /**
   * A page.
   *
   * @param next where the next page begins, as its {@link Query#after}; empty at the end
   */
  record Page(List<FleetBackup> backups, Optional<FleetPlace> next) {}

  /** One upload and what became of it. */
  Optional<FleetBackup> show(Authority by, BackupId id);

  /** Retries the failed copies of a backup now, and no others. */
  RetryResult retry(Authority by, BackupId id);

  sealed interface RetryResult {}

  /**
   * Due now, with all attempts before them again.
   *
   * @param copies how many had failed
   */
  record Retried(int copies) implements RetryResult {}

  /** The upload is running or has failed: there are no bytes to copy. */
  record NotStored() implements RetryResult {}

  record NotFound() implements RetryResult {}
}
