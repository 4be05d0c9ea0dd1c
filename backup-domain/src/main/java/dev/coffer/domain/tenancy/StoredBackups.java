package dev.coffer.domain.tenancy;

import java.time.Instant;
import java.util.Optional;

/**
 * The available backups of a system or an organization, counted.
 *
 * @param newest when the newest of them was received; empty when there is none
 */
public record StoredBackups(long backups, Optional<Instant> newest) {

  public static final StoredBackups NOTHING = new StoredBackups(0, Optional.empty());
}
