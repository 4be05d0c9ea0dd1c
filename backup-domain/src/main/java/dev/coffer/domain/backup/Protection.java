package dev.coffer.domain.backup;

import java.time.Instant;

/**
 * A change that protects a backup from deletion, by anyone and by retention, or ends the
 * protection.
 */
public sealed interface Protection {

  /** Until it is {@link Unpinned}. */
  record Pinned() implements Protection {}

  record Unpinned() implements Protection {}

  /**
   * Until a date, in place of a hold that was there before.
   *
   * @param until in the future
   */
  record Held(Instant until) implements Protection {}

  record Released() implements Protection {}
}
