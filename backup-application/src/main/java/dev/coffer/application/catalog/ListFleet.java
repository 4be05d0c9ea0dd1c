package dev.coffer.application.catalog;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.FleetBackup;
import dev.coffer.domain.backup.FleetFilter;
import dev.coffer.domain.backup.FleetOrder;
import dev.coffer.domain.backup.FleetPlace;
import java.util.List;
import java.util.Optional;

/** Lists what all systems that an operator sees have uploaded, from the index alone. */
@FunctionalInterface
public interface ListFleet {

  /**
   * One page. Nothing of the index is held when it returns, so that the receiver may take its time
   * with it.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; a page
   *     is never partial and never empty for that reason
   */
  Page list(Operator operator, Query query);

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
  }

  /**
   * A page.
   *
   * @param next where the next page begins, as its {@link Query#after}; empty at the end
   */
  record Page(List<FleetBackup> backups, Optional<FleetPlace> next) {}
}
