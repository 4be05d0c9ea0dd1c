package dev.coffer.adapter.cli.backup;

import dev.coffer.domain.backup.FleetBackup;
import dev.coffer.domain.backup.FleetCopy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;

/** What all systems have uploaded; each command is a class of its own. */
@Command(name = "backup", description = "List, show, fetch, protect, delete backups; retry copies.")
public final class BackupCommand {

  /** What {@code --json} prints of one; times in whole seconds. */
  record Printed(
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
      List<PrintedCopy> copies) {

    static Printed of(FleetBackup backup) {
      return new Printed(
          backup.ref().id().toString(),
          lower(backup.status()),
          backup.systemId().value(),
          backup.organization(),
          backup.label(),
          backup.number(),
          backup.filename().value(),
          backup.mediaType().value(),
          backup.size().map(size -> size.bytes()),
          backup.sha256().map(sha256 -> sha256.hex()),
          time(backup.receivedAt()),
          time(backup.changedAt()),
          backup.failure(),
          backup.damaged(),
          backup.copies().stream().map(PrintedCopy::of).toList());
    }
  }

  /** Of one copy. */
  record PrintedCopy(
      String id,
      String drive,
      String provider,
      Optional<String> path,
      String status,
      int attempts,
      Optional<String> lastError,
      Optional<String> verifiedAt) {

    static PrintedCopy of(FleetCopy copy) {
      return new PrintedCopy(
          copy.copy().id().toString(),
          copy.drive(),
          copy.provider(),
          copy.path(),
          lower(copy.status()),
          copy.copy().attempts(),
          copy.copy().lastError(),
          copy.verifiedAt().map(BackupCommand::time));
    }
  }

  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
