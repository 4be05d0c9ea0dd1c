package dev.coffer.domain.catalog;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** A place in the order of the whole fleet: by arrival and, within one moment, by id. */
public record FleetPlace(Instant receivedAt, UUID id) implements Comparable<FleetPlace> {

  /** Ids by their bytes, as databases order them and {@link UUID#compareTo} does not. */
  private static final Comparator<FleetPlace> ORDER =
      Comparator.comparing(FleetPlace::receivedAt).thenComparing(place -> place.id().toString());

  @Override
  public int compareTo(FleetPlace other) {
    return ORDER.compare(this, other);
  }
}
