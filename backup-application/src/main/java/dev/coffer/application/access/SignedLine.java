package dev.coffer.application.access;

import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of text with a second one below it: the id of the signing key, and the hex HMAC-SHA-256
 * of the first line (without its end) under that key.
 */
public final class SignedLine {

  private final Map<String, KeyedHash> keys = new LinkedHashMap<>();
  private final String currentKey;

  public SignedLine(Keyring keyring) {
    for (Map.Entry<String, Secret> key : keyring.manifestKeys().entrySet()) {
      keys.put(key.getKey(), new KeyedHash(key.getValue()));
    }
    currentKey = keyring.manifestKeys().keySet().iterator().next();
  }

  public byte[] write(String line) {
    String signature = sign(currentKey, line);
    return (line + "\n" + currentKey + " " + signature + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the line if its signature is right.
   *
   * @param what names the bytes in the message of the exception
   * @throws StorageCorrupt when they are not signed by one of the vault's keys
   */
  public String read(byte[] bytes, String what) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length != 3 || !lines[2].isEmpty() || !isSigned(lines[0], lines[1])) {
      throw new StorageCorrupt(what + ": not signed by a key of this vault");
    }
    return lines[0];
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
