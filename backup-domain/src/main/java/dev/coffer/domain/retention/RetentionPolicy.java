package dev.coffer.domain.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import dev.coffer.domain.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

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

  /** The names of its parts, as in a configuration. */
  public static final List<String> PARTS =
      List.of(
          "count",
          "bytes",
          "age",
          "hours",
          "days",
          "weeks",
          "months",
          "years",
          "protection",
          "min-keep");

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
  public static final RetentionPolicy KEEP_ALL =
      new RetentionPolicy(
          0, ByteSize.ZERO, Duration.ZERO, RetentionSlots.NONE, Duration.ofHours(24), 1);

  public RetentionPolicy {
    Expected.that(count >= 0 && count <= MAX_COUNT, "count", count, "0 (no limit) to " + MAX_COUNT);
    check("age", age);
    check("protection", protection);
    Expected.that(minKeep >= 1 && minKeep <= MAX_COUNT, "min-keep", minKeep, "1 to " + MAX_COUNT);
  }

  /** Where the parts of a policy are given: a configuration, options of a command, a request. */
  public interface Source {

    /** The fallback where the part is not given, and where it is wrong, which is noted. */
    int number(String part, int min, int max, int fallback);

    /** As {@link #number}. */
    ByteSize size(String part, ByteSize fallback);

    /** As {@link #number}. */
    Duration duration(String part, Duration fallback);
  }

  /**
   * Reads all parts now, and puts them together when asked.
   *
   * @param fallback gives the parts that are not given
   */
  public static Supplier<RetentionPolicy> read(Source source, RetentionPolicy fallback) {
    RetentionSlots slots = fallback.slots;
    int count = source.number("count", 0, MAX_COUNT, fallback.count);
    ByteSize bytes = source.size("bytes", fallback.bytes);
    Duration age = source.duration("age", fallback.age);
    int hours = source.number("hours", 0, RetentionSlots.MAX, slots.hours());
    int days = source.number("days", 0, RetentionSlots.MAX, slots.days());
    int weeks = source.number("weeks", 0, RetentionSlots.MAX, slots.weeks());
    int months = source.number("months", 0, RetentionSlots.MAX, slots.months());
    int years = source.number("years", 0, RetentionSlots.MAX, slots.years());
    Duration protection = source.duration("protection", fallback.protection);
    int minKeep = source.number("min-keep", 1, MAX_COUNT, fallback.minKeep);
    return () ->
        new RetentionPolicy(
            count,
            bytes,
            age,
            new RetentionSlots(hours, days, weeks, months, years),
            protection,
            minKeep);
  }

  /**
   * All parts as whole numbers, under the names that they have in files and APIs: sizes in bytes,
   * durations in seconds. Others read these names, so none is ever changed.
   */
  public SequencedMap<String, Long> numbers() {
    var numbers = new LinkedHashMap<String, Long>();
    numbers.put("count", (long) count);
    numbers.put("bytes", bytes.bytes());
    numbers.put("age_seconds", age.toSeconds());
    numbers.put("hours", (long) slots.hours());
    numbers.put("days", (long) slots.days());
    numbers.put("weeks", (long) slots.weeks());
    numbers.put("months", (long) slots.months());
    numbers.put("years", (long) slots.years());
    numbers.put("protection_seconds", protection.toSeconds());
    numbers.put("min_keep", (long) minKeep);
    return Collections.unmodifiableSequencedMap(numbers);
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
