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
   * Returns one page. No transaction or connection to the index is held after the return, so the
   * receiver may be slow.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index is unavailable; a page
   *     is never partial or empty for that reason
   */
  Page page(Authority by, Query query);

  /**
   * What to list.
   *
   * @param after where the previous page ended; empty = from the beginning
   * @param max the most backups on this page, 1 or more
   */
  record Query(FleetFilter filter, FleetOrder order, Optional<FleetPlace> after, int max) {

    /** The query for the page that begins after this place. */
    public Query after(FleetPlace place) {
      return new Query(filter, order, Optional.of(place), max);
    }

    /** The same query for one more backup, which shows whether there is another page. */
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

  /** Returns one upload and its status. */
  Optional<FleetBackup> show(Authority by, BackupId id);

  /** Retries the failed copies of a backup now, and no others. */
  RetryResult retry(Authority by, BackupId id);

  sealed interface RetryResult {}

  /**
   * The failed copies are due now, with their attempts reset.
   *
   * @param copies how many had failed
   */
  record Retried(int copies) implements RetryResult {}

  /** The upload is still running or has failed, so there is nothing to copy. */
  record NotStored() implements RetryResult {}

  record NotFound() implements RetryResult {}
}
