package dev.coffer.domain.retention;

import dev.coffer.domain.Expected;

/**
 * How many slots of each kind keep their first arrival: grandfather, father, son. A slot is there
 * when something arrived in it, so that a system that falls silent loses nothing. In UTC; weeks
 * begin on Monday.
 *
 * @param hours the newest so many hours with an arrival; 0 = none, and so on
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
