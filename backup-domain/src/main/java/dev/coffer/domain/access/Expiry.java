package dev.coffer.domain.access;

import dev.coffer.domain.Expected;
import java.time.Duration;

/**
 * After which a secret is refused.
 *
 * @param lifetime 0 = never
 */
public record Expiry(Duration lifetime) {

  /** Ten years: a longer life is a typing error. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  public static final Expiry NEVER = new Expiry(Duration.ZERO);

  public Expiry {
    Expected.that(
        !lifetime.isNegative() && lifetime.compareTo(LONGEST) <= 0,
        "lifetime",
        lifetime,
        "0 (never) to %d days".formatted(LONGEST.toDays()));
  }
}
