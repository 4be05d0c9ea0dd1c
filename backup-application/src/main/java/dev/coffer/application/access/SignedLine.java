package dev.coffer.application.access;

import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line of text with a second one below it: the id of a manifest key, and the hex HMAC-SHA-256
 * of the first line (without its end) under the key that is derived from it for this kind of line.
 */
public final class SignedLine {

  private final Map<String, KeyedHash> keys = new LinkedHashMap<>();
  private final Map<String, KeyedHash> olderKeys = new LinkedHashMap<>();
  private final String currentKey;

  /**
   * Signs under keys that are derived from those of manifests.
   *
   * @param purpose what the line is: it is not accepted as another thing
   */
  public SignedLine(Keyring keyring, String purpose) {
    for (Map.Entry<String, Secret> key : keyring.manifestKeys().entrySet()) {
      keys.put(key.getKey(), KeyedHash.derived(key.getValue(), purpose));
      olderKeys.put(key.getKey(), new KeyedHash(key.getValue()));
    }
    currentKey = keyring.manifestKeys().keySet().iterator().next();
  }

  public byte[] write(String line) {
    String signature = Objects.requireNonNull(keys.get(currentKey)).hex(bytes(line));
    return (line + "\n" + currentKey + " " + signature + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The line, if it is signed, now or before there were keys for each purpose.
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
    byte[] claimed = signatureLine.substring(space + 1).getBytes(StandardCharsets.US_ASCII);
    return Stream.of(keys, olderKeys)
        .map(known -> Optional.ofNullable(known.get(keyId)))
        .flatMap(Optional::stream)
        .map(key -> key.hex(bytes(line)).getBytes(StandardCharsets.US_ASCII))
        .anyMatch(good -> MessageDigest.isEqual(good, claimed));
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }
}
