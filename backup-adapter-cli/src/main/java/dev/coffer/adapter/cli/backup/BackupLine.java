package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.Fields;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import java.util.List;
import java.util.Optional;

/** What {@code --json} prints of one backup; times in whole seconds. */
record BackupLine(
    String id,
    String status,
    String system,
    String organization,
    String label,
    long number,
    String filename,
    String mediaType,
    Optional<Long> sizeBytes,
    Optional<String> sha256,
    String receivedAt,
    String updatedAt,
    Optional<String> failure,
    boolean damaged,
    List<CopyLine> copies) {

  static BackupLine of(FleetBackup backup) {
    return new BackupLine(
        backup.ref().id().toString(),
        Fields.lower(backup.status()),
        backup.systemId().value(),
        backup.organization(),
        backup.label(),
        backup.number(),
        backup.filename().value(),
        backup.mediaType().value(),
        backup.size().map(size -> size.bytes()),
        backup.sha256().map(sha256 -> sha256.hex()),
        Fields.time(backup.receivedAt()),
        Fields.time(backup.changedAt()),
        backup.failure(),
        backup.damaged(),
        backup.copies().stream().map(CopyLine::of).toList());
  }

  /** Of one copy. */
  record CopyLine(
      String id,
      String drive,
      String provider,
      Optional<String> path,
      String status,
      int attempts,
      Optional<String> lastError,
      Optional<String> verifiedAt) {

    static CopyLine of(FleetCopy copy) {
      return new CopyLine(
          copy.copy().id().toString(),
          copy.drive(),
          copy.provider(),
          copy.path(),
          Fields.lower(copy.status()),
          copy.copy().attempts(),
          copy.copy().lastError(),
          copy.verifiedAt().map(Fields::time));
    }
  }
}
