package dev.coffer.application.catalog;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.FleetBackup;
import java.util.List;
import java.util.Optional;

public final class ListFleetService implements ListFleet {

  private final FleetIndex index;

  public ListFleetService(FleetIndex index) {
    this.index = index;
  }

  /** Asks for one more than the page holds, which tells whether this is the end. */
  @Override
  public Page list(Operator operator, Query query) {
    int max = query.max();
    List<FleetBackup> found =
        index.list(operator, new Query(query.filter(), query.order(), query.after(), max + 1));
    if (found.size() <= max) {
      return new Page(found, Optional.empty());
    }
    List<FleetBackup> page = found.subList(0, max);
    return new Page(page, Optional.of(page.getLast().place()));
  }
}
