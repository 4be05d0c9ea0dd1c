package dev.coffer.domain.retention;

import dev.coffer.domain.backup.BackupId;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@link Retention} says of one backup.
 *
 * @param reason why it stays or goes
 * @param staysUntil before when it does not go in any case; empty where no time is known: it goes
 *     now, or later uploads decide
 */
public record RetentionVerdict(BackupId id, Reason reason, Optional<Instant> staysUntil) {

  public boolean stays() {
    return reason.stays;
  }

  /** The first that holds, in this order. */
  public enum Reason {
    PINNED(true),
    HELD(true),
    /** Among the newest intact ones that always stay. */
    NEWEST(true),
    /** Too young to be removed by anything. */
    PROTECTED(true),
    FIRST_OF_HOUR(true),
    FIRST_OF_DAY(true),
    FIRST_OF_WEEK(true),
    FIRST_OF_MONTH(true),
    FIRST_OF_YEAR(true),
    WITHIN_LIMITS(true),
    BEYOND_COUNT(false),
    BEYOND_BYTES(false),
    TOO_OLD(false);

    private final boolean stays;

    Reason(boolean stays) {
      this.stays = stays;
    }

    static Reason firstOf(RetentionSlots.Kind kind) {
      return switch (kind) {
        case HOUR -> FIRST_OF_HOUR;
        case DAY -> FIRST_OF_DAY;
        case WEEK -> FIRST_OF_WEEK;
        case MONTH -> FIRST_OF_MONTH;
        case YEAR -> FIRST_OF_YEAR;
      };
    }
  }
}
