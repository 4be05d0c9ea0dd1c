package dev.coffer.domain.backup;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;

/**
 * The value that a client repeats when it repeats a request.
 *
 * @param value 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String value) {

  private static final int MAX_LENGTH = 255;

  public IdempotencyKey {
    Expected.that(
        !value.isEmpty()
            && value.length() <= MAX_LENGTH
            && Ascii.isAll(value, c -> c > ' ' && c <= '~'),
        "Idempotency-Key",
        value,
        "1 to 255 visible ASCII characters");
  }
}
