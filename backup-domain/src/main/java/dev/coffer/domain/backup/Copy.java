package dev.coffer.domain.backup;

import java.util.Optional;
import java.util.UUID;

/**
 * One backup on one drive.
 *
 * @param attempts how often it was tried
 * @param lastError why the last attempt or check failed
 */
public record Copy(
    UUID id, UUID driveId, CopyStatus status, int attempts, Optional<String> lastError) {

  /** From this many attempts on a copy shows as failed, though it is still tried. */
  public static final int GIVING_UP_ATTEMPTS = 10;
}
