package dev.coffer.domain.backup;

import dev.coffer.domain.Expected;
import java.util.Optional;
import java.util.UUID;

/**
 * The permanent identity of a backup, unique in the whole vault.
 *
 * @param value a UUID of version 7 (RFC 9562): it begins with the millisecond it was made in
 */
public record BackupId(UUID value) {

  public BackupId {
    Expected.that(isValid(value), "backupId", value, "a UUID of version 7");
  }

  /** Empty when {@code uuid} is none that a backup can have. */
  public static Optional<BackupId> of(UUID uuid) {
    return isValid(uuid) ? Optional.of(new BackupId(uuid)) : Optional.empty();
  }

  static boolean isValid(UUID uuid) {
    return uuid.version() == 7 && uuid.variant() == 2;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
