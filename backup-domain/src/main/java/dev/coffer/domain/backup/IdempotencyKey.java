package dev.coffer.domain.backup;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;

/**
 * What a client repeats to say that a request is the same one again.
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
