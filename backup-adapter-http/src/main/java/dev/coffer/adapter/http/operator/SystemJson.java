package dev.coffer.adapter.http.operator;

import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.tenancy.SystemId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the bodies of the calls on one system, in snake_case and in the envelope. */
final class SystemJson {
  private static final JsonFactory JSON = new JsonFactory();

  private SystemJson() {}

  static byte[] list(SystemBackups.Listed listed) {
    return envelope(json -> {
      json.writeArrayPropertyStart("backups");
      listed.backups().forEach(backup -> write(json, backup));
      json.writeEndArray();
      json.writeNumberProperty("quota_used_bytes", listed.system().used().bytes());
      json.writeNumberProperty("slots_used", listed.backups().size());
    });
  }

  private static void write(JsonGenerator json, Backup backup) {
    json.writeStartObject();
    json.writeStringProperty("id", backup.ref().toString());
    json.writeStringProperty("filename", backup.filename().value());
    json.writeNumberProperty("size", backup.size().bytes());
    json.writeStringProperty("sha256", backup.sha256().hex());
    json.writeStringProperty("mimetype", backup.mediaType().value());
    json.writeStringProperty(
        "uploaded_at", backup.receivedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    if (backup.damaged()) {
      json.writeStringProperty("health", "damaged");
    }
    json.writeEndObject();
  }

  static byte[] link(String url, Duration lifetime) {
    return envelope(json -> {
      json.writeStringProperty("download_url", url);
      json.writeNumberProperty("expires_in_seconds", lifetime.toSeconds());
    });
  }

  static byte[] deleted(SystemId key, BackupRef ref) {
    return envelope(json -> {
      json.writeStringProperty("system_id", key.value());
      json.writeStringProperty("backup_id", ref.toString());
    });
  }

  private static byte[] envelope(Consumer<JsonGenerator> data) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("code", 200);
      json.writeObjectPropertyStart("data");
      data.accept(json);
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
