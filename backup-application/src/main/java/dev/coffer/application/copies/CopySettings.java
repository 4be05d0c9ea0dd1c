package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;

/**
 * Settings for the work on copies. They apply to each drive in each instance.
 *
 * @param atOnce copies made at the same time, 1 or more
 * @param backfillRate bytes per second of copies to a drive that was added later; 0 = no limit
 * @param scrubRate bytes per second that a scrub reads; 0 = no limit
 */
public record CopySettings(int atOnce, ByteSize backfillRate, ByteSize scrubRate) {

  private static final ByteSize DEFAULT_RATE = new ByteSize(20L << 20);

  public static final CopySettings DEFAULT = new CopySettings(2, DEFAULT_RATE, DEFAULT_RATE);

  /** Bounded, because each copy reads one drive while it writes another. */
  public static final int MAX_AT_ONCE = 100;

  public CopySettings {
    if (atOnce < 1 || atOnce > MAX_AT_ONCE) {
      throw new IllegalArgumentException(
          "at once: \"%d\" (expected: 1 to %d)".formatted(atOnce, MAX_AT_ONCE));
    }
  }
}
