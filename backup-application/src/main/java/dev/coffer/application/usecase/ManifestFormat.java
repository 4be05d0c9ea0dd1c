package dev.coffer.application.usecase;

import dev.coffer.application.port.out.StorageCorrupt;
import dev.coffer.domain.BackupId;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Filename;
import dev.coffer.domain.Manifest;
import dev.coffer.domain.MediaType;
import dev.coffer.domain.Secret;
import dev.coffer.domain.Sha256;
import dev.coffer.domain.WriteToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as bytes: one line of JSON, and one line with the id of the signing key and the hex
 * HMAC-SHA-256 of the first line (without its end) under that key. Old manifests are read for ever,
 * so fields are only ever added, with a higher {@code v} when their meaning changes.
 */
final class ManifestFormat {

  /** No manifest is larger; who finds a larger object there need not read it. */
  static final int MAX_BYTES = 16 * 1024;

  private static final int VERSION = 1;

  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, KeyedHash> keys = new LinkedHashMap<>();
  private final String currentKey;

  ManifestFormat(Keyring keyring) {
    for (Map.Entry<String, Secret> key : keyring.manifestKeys().entrySet()) {
      keys.put(key.getKey(), new KeyedHash(key.getValue()));
    }
    currentKey = keyring.manifestKeys().keySet().iterator().next();
  }

  /** The wire form, in its order; Manifest itself has types that JSON has not. */
  private record Line(
      int v,
      UUID vault_id,
      UUID backup_id,
      UUID system_id,
      String key,
      long size,
      String sha256,
      UUID write_token,
      long number,
      String filename,
      String media_type,
      Instant received_at) {}

  byte[] write(Manifest manifest) {
    String line =
        json.writeValueAsString(
            new Line(
                VERSION,
                manifest.vaultId(),
                manifest.backupId().value(),
                manifest.systemUuid(),
                manifest.objectKey(),
                manifest.size().bytes(),
                manifest.sha256().hex(),
                manifest.writeToken().value(),
                manifest.number(),
                manifest.filename().value(),
                manifest.mediaType().value(),
                manifest.receivedAt()));
    String signature = sign(currentKey, line);
    return (line + "\n" + currentKey + " " + signature + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads and verifies.
   *
   * @throws StorageCorrupt when the bytes are no manifest, of a later version, or not signed by one
   *     of our keys
   */
  Manifest read(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length != 3 || !lines[2].isEmpty() || !isSigned(lines[0], lines[1])) {
      throw new StorageCorrupt("manifest: not signed by a key of this vault");
    }
    try {
      return manifest(json.readValue(lines[0], Line.class));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new StorageCorrupt("manifest: signed, but not readable by this version", e);
    }
  }

  private static Manifest manifest(Line line) {
    if (line.v != VERSION) {
      throw new IllegalArgumentException("v: \"%d\" (expected: %d)".formatted(line.v, VERSION));
    }
    return new Manifest(
        line.vault_id,
        new BackupId(line.backup_id),
        line.system_id,
        line.key,
        new ByteSize(line.size),
        new Sha256(line.sha256),
        new WriteToken(line.write_token),
        line.number,
        new Filename(line.filename),
        new MediaType(line.media_type),
        line.received_at);
  }

  private boolean isSigned(String line, String signatureLine) {
    int space = signatureLine.indexOf(' ');
    String keyId = signatureLine.substring(0, Math.max(space, 0));
    return keys.containsKey(keyId)
        && MessageDigest.isEqual(
            sign(keyId, line).getBytes(StandardCharsets.US_ASCII),
            signatureLine.substring(space + 1).getBytes(StandardCharsets.US_ASCII));
  }

  private String sign(String keyId, String line) {
    @Nullable KeyedHash key = keys.get(keyId);
    if (key == null) {
      throw new IllegalArgumentException("manifest key: \"" + keyId + "\" (expected: a known id)");
    }
    return key.hex(line.getBytes(StandardCharsets.UTF_8));
  }
}
