package dev.coffer.domain.catalog;

import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Copy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One copy as an operator sees it.
 *
 * @param drive label of its drive
 * @param provider of its drive: {@code local}, {@code s3}, …
 * @param path key on the drive, once stored
 * @param verifiedAt when its bytes last matched their SHA-256
 */
public record FleetCopy(
    Copy copy,
    String drive,
    String provider,
    Optional<String> path,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> verifiedAt) {

  /** The status that the backup would have if this were its only copy. */
  public BackupStatus status() {
    return BackupStatus.of(BackupState.AVAILABLE, List.of(copy));
  }
}
