package dev.coffer.domain.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import dev.coffer.domain.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The policy by which {@link Retention} deletes backups. A backup is deleted if it is beyond one of
 * the limits and nothing keeps it. Without any limit, everything is kept permanently.
 *
 * @param count a backup is beyond this limit if this number of newer backups is intact. With slots
 *     of a day or longer, all backups of one UTC day count as one, so that a burst of uploads
 *     displaces nothing; 0 = no limit
 * @param bytes limit for the total size, counted from the newest; 0 = no limit
 * @param age limit for the age of a backup; 0 = no limit
 * @param slots the slots whose first backup is kept
 * @param protection how long every backup is kept at least
 * @param minKeep this number of newest intact backups is always kept, counted as above; 1 or more
 */
public record RetentionPolicy(
    int count,
    ByteSize bytes,
    Duration age,
    RetentionSlots slots,
    Duration protection,
    int minKeep) {

  public static final int MAX_COUNT = 1_000_000;
  public static final Duration LONGEST = Duration.ofDays(36_500);

  /** The newest 10, the first of each of 30 days, and nothing within 24 hours. */
  public static final RetentionPolicy DEFAULT =
      new RetentionPolicy(
          10,
          ByteSize.ZERO,
          Duration.ZERO,
          new RetentionSlots(0, 30, 0, 0, 0),
          Duration.ofHours(24),
          1);

  /** Nothing is ever removed. */
  public static final RetentionPolicy FOR_EVER =
      new RetentionPolicy(
          0, ByteSize.ZERO, Duration.ZERO, RetentionSlots.NONE, Duration.ofHours(24), 1);

  public RetentionPolicy {
    Expected.that(count >= 0 && count <= MAX_COUNT, "count", count, "0 (no limit) to " + MAX_COUNT);
    check("age", age);
    check("protection", protection);
    Expected.that(minKeep >= 1 && minKeep <= MAX_COUNT, "min-keep", minKeep, "1 to " + MAX_COUNT);
  }

  private static void check(String name, Duration value) {
    Expected.that(
        !value.isNegative() && value.compareTo(LONGEST) <= 0,
        name,
        value,
        "0 to %d days".formatted(LONGEST.toDays()));
  }

  /** Whether uploads of one UTC day count as one. */
  boolean countsDays() {
    return slots.hasDaysOrLonger();
  }

  /** Whether it ever lets anything go. */
  public boolean isLimited() {
    return count > 0 || bytes.bytes() > 0 || !age.isZero();
  }

  /**
   * Warns if someone with a system's secret could displace its older backups by uploading often,
   * sooner than one upload a day would. Empty if the policy does not allow that.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (count > 0 && !countsDays()) {
      warnings.add(
          ("count: %d, without slots of a day or longer. After the protection of %s, that "
                  + "number of uploads in a row displaces all older backups.")
              .formatted(count, Units.forPeople(protection)));
    }
    if (isLimited() && minKeep > 1 && !countsDays()) {
      warnings.add(
          ("min-keep: %d, without slots of a day or longer. That number of uploads in a row "
                  + "takes all these places.")
              .formatted(minKeep));
    }
    if (bytes.bytes() > 0) {
      warnings.add(
          "bytes: %s. After the protection of %s, large uploads displace older backups."
              .formatted(bytes, Units.forPeople(protection)));
    }
    if (slots.hours() > 0 && isLimited()) {
      warnings.add(
          "hours: %d. One upload an hour displaces the older ones of these backups."
              .formatted(slots.hours()));
    }
    return List.copyOf(warnings);
  }
}
