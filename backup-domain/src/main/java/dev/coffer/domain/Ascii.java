package dev.coffer.domain;

import java.util.function.IntPredicate;

/** The narrow alphabets of names that become paths, headers and user names. */
public final class Ascii {

  private Ascii() {}

  /**
   * Whether {@code text} has none but these characters. Not by a stream, which would be made for
   * each name and each hash of a list.
   */
  public static boolean isAll(String text, IntPredicate allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  public static boolean isLetterOrDigit(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /** Whether {@code c} is of {@code [A-Za-z0-9._-]}. */
  public static boolean isNameCharacter(int c) {
    return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
  }
}
