package dev.coffer.domain;

import java.util.UUID;

/**
 * The identity of a backup, in the whole vault and for ever.
 *
 * @param value a UUID of version 7 (RFC 9562): it begins with the millisecond it was made in
 */
public record BackupId(UUID value) {

  public BackupId {
    Expected.that(isValid(value), "backupId", value, "a UUID of version 7");
  }

  static boolean isValid(UUID uuid) {
    return uuid.version() == 7 && uuid.variant() == 2;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
