package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import java.time.Duration;
import java.time.Instant;

/**
 * A system with all metadata that operators see.
 *
 * @param organization name of its owner
 * @param reserved bytes that uploads under way have announced
 * @param expectedInterval how often a backup is expected; 0 = never
 */
public record SystemProfile(
    ManagedSystem system,
    String organization,
    ByteSize reserved,
    Duration expectedInterval,
    Instant createdAt) {

  /** Ten years: a longer one is a typing error. */
  public static final Duration LONGEST_INTERVAL = Duration.ofDays(3650);

  /**
   * Checks what an operator gives.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  public static void checkInterval(Duration interval) {
    Expected.that(
        !interval.isNegative() && interval.compareTo(LONGEST_INTERVAL) <= 0,
        "expected interval",
        interval,
        "0 (none) to %d days".formatted(LONGEST_INTERVAL.toDays()));
  }
}
