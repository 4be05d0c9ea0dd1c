package dev.coffer.adapter.postgres;

import dev.coffer.application.port.in.ListFleet;
import dev.coffer.domain.FleetFilter;
import dev.coffer.domain.FleetOrder;
import dev.coffer.domain.FleetPlace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A part of the order of a fleet, without its two ends: what the times asked for and the pages read
 * so far leave.
 */
record FleetRange(FleetPlace above, FleetPlace below) {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** No backup has it. */
  private static final UUID NO_ID = new UUID(0, 0);

  static FleetRange of(ListFleet.Query query) {
    FleetFilter filter = query.filter();
    var all =
        new FleetRange(
            start(filter.since().map(FleetRange::wholeSecondFrom).orElse(EARLIEST)),
            start(filter.until().map(FleetRange::secondAfter).orElse(LATEST)));
    return query.after().map(place -> all.after(place, query.order())).orElse(all);
  }

  /** What is shown in whole seconds has reached them when its own time has. */
  private static Instant wholeSecondFrom(Instant since) {
    return since.isBefore(EARLIEST) || since.isAfter(LATEST)
        ? since
        : since.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant secondAfter(Instant until) {
    return until.isBefore(EARLIEST) || until.isAfter(LATEST)
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
        .bind("above_at", timestamp(above.receivedAt()))
        .bind("above_id", above.id())
        .bind("below_at", timestamp(below.receivedAt()))
        .bind("below_id", below.id());
  }

  /** What lies outside the years that PostgreSQL has is outside those of any backup. */
  static String timestamp(Instant instant) {
    if (instant.isBefore(EARLIEST)) {
      return "-infinity";
    }
    return instant.isAfter(LATEST) ? "infinity" : instant.toString();
  }
}
