package dev.coffer.adapter.remote;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Backups as the contract writes them. Values that the contract does not contain are replaced: the
 * internal ids of system and drive are {@link #UNKNOWN}, times are whole seconds, and a running
 * copy counts as pending. Unknown fields are ignored.
 */
final class FleetReader {

  /** The fields that {@link #backup} needs in addition to the default ones. */
  static final String INCLUDE =
      "System,Organization,Number,Filename,MediaType,Size,Sha256,Damaged,Failure,Drive,Attempts,LastError,VerifiedAt";

  static final UUID UNKNOWN = new UUID(0, 0);

  private FleetReader() {}

  static List<FleetBackup> backups(JsonNode list) {
    List<FleetBackup> backups = new ArrayList<>();
    for (JsonNode one : list.required("Results")) {
      backups.add(backup(one));
    }
    return backups;
  }

  /**
   * One backup.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} or {@link
   *     tools.jackson.core.JacksonException} when it is none
   */
  static FleetBackup backup(JsonNode json) {
    var id = new BackupId(UUID.fromString(text(json, "Id")));
    var filename = new Filename(text(json, "Filename"));
    Optional<Sha256> sha256 = optional(json, "Sha256").map(Sha256::new);
    return new FleetBackup(
        new BackupRef(id, BackupExtension.ofFilename(filename.value())),
        text(json, "Organization"),
        UNKNOWN,
        new SystemId(text(json, "System")),
        text(json, "Label"),
        state(text(json, "Status"), sha256),
        json.required("Number").longValue(),
        filename,
        new MediaType(text(json, "MediaType")),
        json.required("Size").isNull()
            ? Optional.empty()
            : Optional.of(new ByteSize(json.required("Size").longValue())),
        sha256,
        Instant.parse(text(json, "CreatedAt")),
        Instant.parse(optional(json, "UpdatedAt").orElse(text(json, "CreatedAt"))),
        optional(json, "Failure"),
        json.required("Damaged").booleanValue(),
        copies(json.required("DriveFiles")));
  }

  /** Bytes have a digest once they are stored, and no sooner. */
  private static BackupState state(String status, Optional<Sha256> sha256) {
    if (sha256.isPresent()) {
      return BackupState.AVAILABLE;
    }
    return status.equals("failed") ? BackupState.FAILED : BackupState.UPLOADING;
  }

  private static List<FleetCopy> copies(JsonNode list) {
    List<FleetCopy> copies = new ArrayList<>();
    for (JsonNode one : list) {
      copies.add(copy(one));
    }
    return copies;
  }

  private static FleetCopy copy(JsonNode json) {
    return new FleetCopy(
        new Copy(
            UUID.fromString(text(json, "Id")),
            UNKNOWN,
            CopyStatus.valueOf(text(json, "Status").toUpperCase(Locale.ROOT)),
            json.required("Attempts").intValue(),
            optional(json, "LastError")),
        text(json, "Drive"),
        text(json, "Provider"),
        optional(json, "Path"),
        Instant.parse(text(json, "CreatedAt")),
        Instant.parse(optional(json, "UpdatedAt").orElse(text(json, "CreatedAt"))),
        optional(json, "VerifiedAt").map(Instant::parse));
  }

  private static String text(JsonNode json, String field) {
    return json.required(field).stringValue();
  }

  private static Optional<String> optional(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }
}
