package dev.coffer.domain;

/** The narrow alphabets of names that become paths, headers and user names. */
final class Ascii {

  private Ascii() {}

  static boolean isLetterOrDigit(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /** Whether {@code c} is of {@code [A-Za-z0-9._-]}. */
  static boolean isNameCharacter(int c) {
    return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
  }
}
