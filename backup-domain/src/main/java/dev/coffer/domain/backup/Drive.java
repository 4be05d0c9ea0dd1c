package dev.coffer.domain.backup;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;
import java.util.UUID;

/**
 * A configured place for bytes.
 *
 * @param id written on the drive itself too, so that a wrong or unmounted place is noticed
 * @param label unique in the vault, from the configuration
 * @param provider {@code local}, {@code s3}, …
 */
public record Drive(UUID id, String label, String provider) {

  private static final int MAX_LENGTH = 63;

  public Drive {
    checkLabel(label);
  }

  /**
   * Checks what configuration or an operator gives.
   *
   * @throws IllegalArgumentException if {@code label} cannot be one
   */
  public static void checkLabel(String label) {
    Expected.that(
        !label.isEmpty()
            && label.length() <= MAX_LENGTH
            && Ascii.isAll(label, Drive::isLabelCharacter),
        "drive label",
        label,
        "1 to 63 of [a-z0-9-]");
  }

  private static boolean isLabelCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }
}
