package dev.coffer.domain.catalog;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One upload as an operator sees it, whatever became of it, with all its copies. Not a {@link
 * Backup}, which exists only once it is stored whole.
 *
 * @param organization name of its owner
 * @param label of its system; the system's key where it was given none
 * @param number its place in its system's own count
 * @param size once stored
 * @param sha256 once stored
 * @param receivedAt when the upload began
 * @param updatedAt last change of the backup itself
 * @param failure why the upload failed
 * @param damaged whether every copy was found missing or damaged
 * @param copies on the primary drive first
 */
public record FleetBackup(
    BackupRef ref,
    String organization,
    UUID systemUuid,
    SystemId systemId,
    String label,
    BackupState state,
    long number,
    Filename filename,
    MediaType mediaType,
    Optional<ByteSize> size,
    Optional<Sha256> sha256,
    Instant receivedAt,
    Instant updatedAt,
    Optional<String> failure,
    boolean damaged,
    List<FleetCopy> copies) {

  public FleetBackup {
    copies = List.copyOf(copies);
  }

  public BackupStatus status() {
    return BackupStatus.of(state, copies.stream().map(FleetCopy::copy).toList());
  }

  /** The last change of the backup or of one of its copies. */
  public Instant changedAt() {
    return Stream.concat(Stream.of(updatedAt), copies.stream().map(FleetCopy::updatedAt))
        .max(Instant::compareTo)
        .orElse(updatedAt);
  }

  /** Its position in the order of the whole fleet. */
  public FleetPlace place() {
    return new FleetPlace(receivedAt, ref.id().value());
  }
}
