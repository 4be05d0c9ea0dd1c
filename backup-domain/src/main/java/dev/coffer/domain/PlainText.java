package dev.coffer.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Names and labels for people, as they come in. What two of them look like tells them apart:
 * characters that cannot be seen, or that change the direction of others, are refused. What is
 * stored already may have been accepted by another rule, and is not checked again.
 */
public final class PlainText {

  private PlainText() {}

  /**
   * Returns the text in its composed form (NFC) and without blanks at either end.
   *
   * @param what its name in messages
   * @throws IllegalArgumentException if that is shorter than {@code min} or longer than {@code max}
   *     characters, or contains a control or format character, a line break, a blank that is not a
   *     space, or a code point that is no character
   */
  public static String of(String what, String text, int min, int max) {
    Optional<String> refused =
        text.codePoints().filter(c -> !isVisible(c)).mapToObj(PlainText::describe).findFirst();
    String normal = refused.isPresent() ? text : composed(text);
    Expected.that(
        refused.isEmpty() && normal.length() >= min && normal.length() <= max,
        what,
        refused.orElse(text),
        "%d to %d characters, none of them invisible".formatted(min, max));
    return normal;
  }

  /** Returns the text in its composed form and without blanks at either end; refuses nothing. */
  public static String composed(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }

  /** Whether a code point has a known shape and does not change how others are shown. */
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Of all blanks only the space looks like what it is. */
  private static boolean isVisible(int codePoint) {
    return isPrintable(codePoint)
        && (codePoint == ' ' || Character.getType(codePoint) != Character.SPACE_SEPARATOR);
  }

  /** Never the character itself: it would do to the message what it must not do to a name. */
  private static String describe(int codePoint) {
    return String.format(Locale.ROOT, "U+%04X", codePoint);
  }
}
