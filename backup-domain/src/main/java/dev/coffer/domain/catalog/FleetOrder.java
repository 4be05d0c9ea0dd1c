package dev.coffer.domain.catalog;

/** In which direction of {@link FleetPlace} a fleet is listed. */
public enum FleetOrder {
  NEWEST_FIRST,
  OLDEST_FIRST
}
