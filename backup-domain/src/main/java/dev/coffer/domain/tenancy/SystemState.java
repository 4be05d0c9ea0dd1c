package dev.coffer.domain.tenancy;

/** Whether a system is served. */
public enum SystemState {
  /** Served. */
  ACTIVE,
  /** Served; no backups are expected for a while. */
  PAUSED,
  /** Known but not served until it is resumed. */
  SUSPENDED,
  /** Known but never served again. */
  RETIRED;

  /** Whether a right secret is enough. */
  public boolean isServed() {
    return this == ACTIVE || this == PAUSED;
  }
}
