package dev.coffer.domain.retention;

import dev.coffer.domain.Expected;

/**
 * The number of slots of each kind whose first backup is kept (grandfather, father, son). Only
 * hours, days and so on in which a backup arrived count as slots, so a system that stops uploading
 * loses nothing. In UTC; weeks begin on Monday.
 *
 * @param hours the number of newest hours with a backup; 0 = none. The others likewise
 */
public record RetentionSlots(int hours, int days, int weeks, int months, int years) {

  public static final RetentionSlots NONE = new RetentionSlots(0, 0, 0, 0, 0);

  /** Of each kind. */
  public static final int MAX = 10_000;

  public RetentionSlots {
    check("hours", hours);
    check("days", days);
    check("weeks", weeks);
    check("months", months);
    check("years", years);
  }

  private static void check(String name, int value) {
    Expected.that(value >= 0 && value <= MAX, name, value, "0 (none) to " + MAX);
  }

  /** How many of one kind. */
  public int of(Kind kind) {
    return switch (kind) {
      case HOUR -> hours;
      case DAY -> days;
      case WEEK -> weeks;
      case MONTH -> months;
      case YEAR -> years;
    };
  }

  /** Whether at least one slot of a day or longer is kept. */
  boolean hasDaysOrLonger() {
    return days + weeks + months + years > 0;
  }

  /** How long a slot is. */
  public enum Kind {
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR
  }
}
