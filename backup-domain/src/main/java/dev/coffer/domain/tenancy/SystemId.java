package dev.coffer.domain.tenancy;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;

/**
 * The public key of a system, which is also its user name, for example {@code NETH-4F2A-77C1}.
 * Unique in the vault in any letter case, never changed. It is part of object keys, hence the
 * narrow alphabet.
 *
 * @param value 1 to 64 of {@code [A-Za-z0-9._-]}, the first a letter or digit, no {@code ..}, not
 *     {@code backups}
 */
public record SystemId(String value) {

  private static final int MAX_LENGTH = 64;

  public SystemId {
    Expected.that(
        isValid(value),
        "systemId",
        value,
        "1 to 64 of [A-Za-z0-9._-], first a letter or digit, without \"..\", not \"backups\"");
  }

  /** Whether {@code text} is a key, for callers to whom a wrong one is not an error. */
  public static boolean isValid(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && Ascii.isLetterOrDigit(text.charAt(0))
        && Ascii.isAll(text, Ascii::isNameCharacter)
        && !text.contains("..")
        && !text.equalsIgnoreCase("backups");
  }

  @Override
  public String toString() {
    return value;
  }
}
