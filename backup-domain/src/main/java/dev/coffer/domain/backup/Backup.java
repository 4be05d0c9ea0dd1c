package dev.coffer.domain.backup;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import java.time.Instant;

/**
 * One immutable sequence of bytes of a system, stored whole. Written once, never changed, only
 * deleted.
 *
 * @param number its place in its system's own count, by which everything is ordered
 * @param receivedAt when its upload began, on the database's clock
 * @param damaged whether every copy of it was found missing or damaged
 */
public record Backup(
    BackupId id,
    long number,
    Filename filename,
    BackupExtension extension,
    MediaType mediaType,
    ByteSize size,
    Sha256 sha256,
    Instant receivedAt,
    boolean damaged) {

  public Backup {
    Expected.that(number >= 1, "number", number, "1 or more");
    Expected.that(size.bytes() >= 1, "size", size, "1 byte or more");
  }

  /** How appliances name it. */
  public BackupRef ref() {
    return new BackupRef(id, extension);
  }
}
