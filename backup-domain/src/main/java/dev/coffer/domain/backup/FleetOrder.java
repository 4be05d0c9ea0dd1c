package dev.coffer.domain.backup;

/** In which direction of {@link FleetPlace} a fleet is listed. */
public enum FleetOrder {
  NEWEST_FIRST,
  OLDEST_FIRST
}
