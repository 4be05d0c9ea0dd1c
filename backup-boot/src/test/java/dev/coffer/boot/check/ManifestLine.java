package dev.coffer.boot.check;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A manifest as it lies on a drive: its facts, and what is wrong with it. */
record ManifestLine(
    UUID backup,
    UUID system,
    String objectKey,
    long size,
    String sha256,
    String token,
    long number,
    String filename,
    String mediaType,
    Instant receivedAt,
    boolean isSigned) {

  /** It ends early, or is no manifest. */
  static final class NotWhole extends Exception {

    private static final long serialVersionUID = 1;

    NotWhole(String message) {
      super(message);
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  /**
   * Reads a manifest.
   *
   * @param keys by their ids; if there are none, every signature counts as right
   */
  static ManifestLine read(byte[] bytes, Map<String, String> keys) throws NotWhole {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length != 3 || !lines[2].isEmpty()) {
      throw new NotWhole("%d lines (expected: 2)".formatted(lines.length - 1));
    }
    try {
      JsonNode json = JSON.readTree(lines[0]);
      return new ManifestLine(
          UUID.fromString(json.path("backup_id").asString()),
          UUID.fromString(json.path("system_id").asString()),
          json.path("key").asString(),
          json.path("size").asLong(),
          json.path("sha256").asString(),
          json.path("write_token").asString(),
          json.path("number").asLong(),
          json.path("filename").asString(),
          json.path("media_type").asString(),
          Instant.parse(json.path("received_at").asString()),
          keys.isEmpty() || isSigned(lines[0], lines[1], keys));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new NotWhole(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isSigned(String line, String signature, Map<String, String> keys) {
    String[] words = signature.split(" ", -1);
    return words.length == 2
        && keys.containsKey(words[0])
        && hmac(keys.getOrDefault(words[0], ""), line).equals(words[1]);
  }

  private static String hmac(String key, String line) {
    try {
      byte[] derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(key.getBytes(StandardCharsets.UTF_8))
                      .thenExpand("coffer manifest".getBytes(StandardCharsets.UTF_8), KEY_BYTES));
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(derived, MAC));
      return HexFormat.of().formatHex(mac.doFinal(line.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean agreesWith(IndexTables.Backup row) {
    return backup.equals(row.id())
        && objectKey.equals(row.objectKey())
        && size == row.declared()
        && sha256.equals(row.sha256().orElse(sha256))
        && token.equals(row.token())
        && number == row.number()
        && filename.equals(row.filename())
        && mediaType.equals(row.mediaType())
        && receivedAt.equals(row.receivedAt());
  }
}
