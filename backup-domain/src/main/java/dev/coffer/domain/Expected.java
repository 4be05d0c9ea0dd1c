package dev.coffer.domain;

/** How every value of the domain refuses: {@code name: value (expected: …)}. */
public final class Expected {

  private Expected() {}

  public static void that(boolean valid, String name, Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: %s)".formatted(name, value, expected));
    }
  }
}
