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
 * A part of the order of a fleet, without its two ends: what the times asked for and the pages read
 * so far leave.
 */
record FleetRange(FleetPlace above, FleetPlace below) {

  /** No backup has it. */
  private static final UUID NO_ID = new UUID(0, 0);

  static FleetRange of(Fleet.Query query) {
    FleetFilter filter = query.filter();
    var all =
        new FleetRange(
            start(filter.since().map(FleetRange::wholeSecondFrom).orElse(Rows.EARLIEST)),
            start(filter.until().map(FleetRange::secondAfter).orElse(Rows.LATEST)));
    return query.after().map(place -> all.after(place, query.order())).orElse(all);
  }

  /** What is shown in whole seconds has reached them when its own time has. */
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

  /** Where everything of that moment is still to come. */
  private static FleetPlace start(Instant instant) {
    return new FleetPlace(instant, NO_ID);
  }

  /** What is left after this place. */
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
