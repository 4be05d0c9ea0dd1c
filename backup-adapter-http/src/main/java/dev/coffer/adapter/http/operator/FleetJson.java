package dev.coffer.adapter.http.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes backups with their copies as the contract defines them, field by field in its order. Each
 * backup is written on its own: a JSON writer for the whole list would close the open array when it
 * fails, and an incomplete list would look complete.
 */
final class FleetJson {
  static final byte[] LIST_BEGINS = "{\"Results\":[".getBytes(UTF_8);
  static final byte[] LIST_ENDS = "]}".getBytes(UTF_8);

  private static final JsonFactory JSON = new JsonFactory();

  /** Fits most backups: one with two copies takes about 900 bytes. */
  private static final int USUAL_BYTES = 1024;

  private FleetJson() {}

  static byte[] list(List<FleetBackup> backups, Set<IncludedField> extras) {
    return joined(LIST_BEGINS, rows(backups, extras), LIST_ENDS);
  }

  static byte[] joined(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** Returns the backups, separated by commas. */
  static byte[] rows(List<FleetBackup> backups, Set<IncludedField> extras) {
    var bytes = new ByteArrayOutputStream(backups.size() * USUAL_BYTES);
    for (FleetBackup backup : backups) {
      if (bytes.size() > 0) {
        bytes.write(',');
      }
      bytes.writeBytes(row(backup, extras));
    }
    return bytes.toByteArray();
  }

  static byte[] row(FleetBackup backup, Set<IncludedField> extras) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(json, backup, extras);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, FleetBackup backup, Set<IncludedField> extras) {
    json.writeStartObject();
    json.writeStringProperty("Id", backup.ref().id().toString());
    json.writeStringProperty("Status", status(backup.status()));
    json.writeStringProperty("Label", backup.label());
    // Always null: a backup is never stored anywhere before it is on a drive.
    json.writeNullProperty("DumpPath");
    json.writeStringProperty("CreatedAt", time(backup.receivedAt()));
    json.writeStringProperty("UpdatedAt", time(backup.changedAt()));
    json.writeArrayPropertyStart("DriveFiles");
    backup.copies().forEach(copy -> write(json, backup, copy, extras));
    json.writeEndArray();
    extras.forEach(extra -> write(json, backup, extra));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, FleetBackup backup, IncludedField extra) {
    switch (extra) {
      case SYSTEM -> json.writeStringProperty(extra.field(), backup.systemId().value());
      case ORGANIZATION -> json.writeStringProperty(extra.field(), backup.organization());
      case NUMBER -> json.writeNumberProperty(extra.field(), backup.number());
      case FILENAME -> json.writeStringProperty(extra.field(), backup.filename().value());
      case MEDIA_TYPE -> json.writeStringProperty(extra.field(), backup.mediaType().value());
      case SIZE ->
          backup
              .size()
              .ifPresentOrElse(
                  size -> json.writeNumberProperty(extra.field(), size.bytes()),
                  () -> json.writeNullProperty(extra.field()));
      case SHA256 -> text(json, extra, backup.sha256().map(sha256 -> sha256.hex()));
      case DAMAGED -> json.writeBooleanProperty(extra.field(), backup.damaged());
      case FAILURE -> text(json, extra, backup.failure());
      case DRIVE, ATTEMPTS, LAST_ERROR, VERIFIED_AT -> {}
    }
  }

  private static void write(
      JsonGenerator json, FleetBackup backup, FleetCopy copy, Set<IncludedField> extras) {
    json.writeStartObject();
    json.writeStringProperty("Id", copy.copy().id().toString());
    json.writeStringProperty("BackupId", backup.ref().id().toString());
    json.writeStringProperty("Provider", copy.provider());
    // The file name is the same on every drive, whatever the object's key is.
    json.writeStringProperty("Label", backup.ref().toString());
    copy.path()
        .ifPresentOrElse(
            path -> json.writeStringProperty("Path", path), () -> json.writeNullProperty("Path"));
    json.writeStringProperty("Status", status(copy.status()));
    json.writeStringProperty("CreatedAt", time(copy.createdAt()));
    json.writeStringProperty("UpdatedAt", time(copy.updatedAt()));
    extras.forEach(extra -> write(json, copy, extra));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, FleetCopy copy, IncludedField extra) {
    switch (extra) {
      case DRIVE -> json.writeStringProperty(extra.field(), copy.drive());
      case ATTEMPTS -> json.writeNumberProperty(extra.field(), copy.copy().attempts());
      case LAST_ERROR -> text(json, extra, copy.copy().lastError());
      case VERIFIED_AT -> text(json, extra, copy.verifiedAt().map(FleetJson::time));
      case SYSTEM, ORGANIZATION, NUMBER, FILENAME, MEDIA_TYPE, SIZE, SHA256, DAMAGED, FAILURE -> {}
    }
  }

  private static void text(JsonGenerator json, IncludedField extra, Optional<String> value) {
    value.ifPresentOrElse(
        text -> json.writeStringProperty(extra.field(), text),
        () -> json.writeNullProperty(extra.field()));
  }

  private static String status(BackupStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Writes whole seconds, because some tools refuse fractions. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
