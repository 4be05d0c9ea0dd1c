package dev.coffer.domain;

/** What counts as text. */
public final class Unicode {

  /** For messages. */
  public static final String EXPECTED = "text without the character NUL and unpaired surrogates";

  private Unicode() {}

  /**
   * Whether {@code text} can be kept and sent on: PostgreSQL stores no NUL, and an unpaired half of
   * a surrogate pair has no form in UTF-8.
   */
  public static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }
}
