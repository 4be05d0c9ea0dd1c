package dev.coffer.adapter.postgres.catalog;

import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The part of the fleet's order that is still to be read: within the requested times and after the
 * last page. Both ends are exclusive.
 */
record FleetRange(FleetPlace above, FleetPlace below) {

  /** Sorts before the id of every backup. */
  private static final UUID NO_ID = new UUID(0, 0);

  static FleetRange of(Fleet.Query query) {
    FleetFilter filter = query.filter();
    var all =
        new FleetRange(
            start(filter.since().map(FleetRange::wholeSecondFrom).orElse(Rows.EARLIEST)),
            start(filter.until().map(FleetRange::secondAfter).orElse(Rows.LATEST)));
    return query.after().map(place -> all.after(place, query.order())).orElse(all);
  }

  /**
   * Clients see times in whole seconds. A backup belongs to the range if its exact time has reached
   * the next whole second.
   */
  private static Instant wholeSecondFrom(Instant since) {
    return since.isBefore(Rows.EARLIEST) || since.isAfter(Rows.LATEST)
        ? since
        : since.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant secondAfter(Instant until) {
    return until.isBefore(Rows.EARLIEST) || until.isAfter(Rows.LATEST)
        ? until
        : until.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  /** The place before all backups of that moment. */
  private static FleetPlace start(Instant instant) {
    return new FleetPlace(instant, NO_ID);
  }

  /** The part that remains after this place. */
  FleetRange after(FleetPlace place, FleetOrder order) {
    return switch (order) {
      case NEWEST_FIRST -> place.compareTo(below) < 0 ? new FleetRange(above, place) : this;
      case OLDEST_FIRST -> place.compareTo(above) > 0 ? new FleetRange(place, below) : this;
    };
  }

  void bind(SqlStatement<?> statement) {
    statement
        .bind("above_at", Rows.timestamp(above.receivedAt()))
        .bind("above_id", above.id())
        .bind("below_at", Rows.timestamp(below.receivedAt()))
        .bind("below_id", below.id());
  }
}
