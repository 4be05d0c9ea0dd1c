package dev.coffer.adapter.http.appliance;

import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import java.io.ByteArrayOutputStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the bodies of the contract, field by field in its order. There is no mapper, because the
 * list is the hot path and its form should be readable here.
 */
final class BackupJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** Fits most lists: one row takes about 230 bytes, and most lists have about ten rows. */
  private static final int USUAL_BYTES = 4096;

  private BackupJson() {}

  static byte[] list(List<Backup> backups) {
    return envelope(
        200,
        json -> {
          json.writeObjectPropertyStart("data");
          json.writeArrayPropertyStart("backups");
          for (Backup backup : backups) {
            json.writeStartObject();
            fields(json, backup);
            if (backup.damaged()) {
              json.writeStringProperty("health", "damaged");
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** The receipt of an upload. It never reports damage, which came later. */
  static byte[] stored(Backup backup) {
    return envelope(
        201,
        json -> {
          json.writeStringProperty("message", "backup stored");
          json.writeObjectPropertyStart("data");
          fields(json, backup);
          json.writeEndObject();
        });
  }

  static byte[] deleted(BackupRef ref) {
    return envelope(
        200,
        json -> {
          json.writeStringProperty("message", "backup deleted");
          json.writeObjectPropertyStart("data");
          json.writeStringProperty("id", ref.toString());
          json.writeEndObject();
        });
  }

  private static void fields(JsonGenerator json, Backup backup) {
    json.writeStringProperty("id", backup.ref().toString());
    json.writeStringProperty("filename", backup.filename().value());
    json.writeNumberProperty("size", backup.size().bytes());
    json.writeStringProperty("sha256", backup.sha256().hex());
    json.writeStringProperty("mimetype", backup.mediaType().value());
    // In whole seconds, because some clients parse it with tools that refuse fractions. Instant
    // prints no fraction that is zero.
    json.writeStringProperty(
        "uploaded_at", backup.receivedAt().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static byte[] envelope(int code, Consumer<JsonGenerator> rest) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("code", code);
      rest.accept(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
