package dev.coffer.domain.backup;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The SHA-256 of a whole backup.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {

  private static final int BYTES = 32;

  public Sha256 {
    Expected.that(
        hex.length() == 2 * BYTES && Ascii.isAll(hex, Sha256::isLowerHex),
        "sha256",
        hex,
        "64 lower-case hexadecimal digits");
  }

  /** The hash whose 32 bytes are {@code digest}. */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The form that RFC 9530 digest fields carry, without the colons. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  private static boolean isLowerHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  @Override
  public String toString() {
    return hex;
  }
}
