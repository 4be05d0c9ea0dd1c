package dev.coffer.domain.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@link Retention} looks at of an available backup.
 *
 * @param holdUntil not to be removed before
 */
public record RetainedBackup(
    BackupId id,
    long number,
    Instant receivedAt,
    ByteSize size,
    boolean damaged,
    boolean pinned,
    Optional<Instant> holdUntil) {

  boolean isHeld(Instant now) {
    return holdUntil.filter(now::isBefore).isPresent();
  }
}
