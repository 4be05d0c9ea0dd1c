package dev.coffer.domain;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write sizes and durations. */
public final class Units {

  public static final String SIZE_EXPECTED = "bytes, as in 2GiB, 500MiB, 1GB or 1048576";
  public static final String DURATION_EXPECTED = "a duration, as in 7d, 12h, 30m, 90s or 0";

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");

  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L);

  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final List<String> BINARY_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final int STEP = 1024;

  private Units() {}

  /** Units in any letter case, with or without a blank before them; none means bytes. */
  public static ByteSize size(String text) {
    Matcher parts = parts(text, SIZE_EXPECTED);
    Long unit = BYTES.get(parts.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw refused(text, SIZE_EXPECTED);
    }
    return new ByteSize(Math.multiplyExact(Long.parseLong(parts.group(1)), unit.longValue()));
  }

  /** A unit is needed, except for 0. */
  public static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher parts = parts(text, DURATION_EXPECTED);
    Duration unit = DURATIONS.get(parts.group(2));
    if (unit == null) {
      throw refused(text, DURATION_EXPECTED);
    }
    return unit.multipliedBy(Long.parseLong(parts.group(1)));
  }

  private static Matcher parts(String text, String expected) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (!parts.matches()) {
      throw refused(text, expected);
    }
    return parts;
  }

  private static IllegalArgumentException refused(String text, String expected) {
    return new IllegalArgumentException("\"%s\" (expected: %s)".formatted(text, expected));
  }

  /** In the largest unit that leaves no rest. */
  public static String forPeople(Duration duration) {
    long seconds = duration.toSeconds();
    return DURATIONS.entrySet().stream()
        .filter(unit -> seconds > 0 && seconds % unit.getValue().toSeconds() == 0)
        .max(Map.Entry.comparingByValue())
        .map(unit -> seconds / unit.getValue().toSeconds() + unit.getKey())
        .orElse("0");
  }

  /** For narrow tables: as {@link #forPeople(ByteSize)}, a decimal only below ten. */
  public static String briefly(ByteSize size) {
    double amount = size.bytes();
    int unit = 0;
    while (amount >= STEP && unit < BINARY_UNITS.size() - 1) {
      amount /= STEP;
      unit++;
    }
    String format = amount == Math.rint(amount) || amount >= 10 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, amount, BINARY_UNITS.get(unit));
  }

  /** For tables: at most one decimal, in the largest unit that gives at least 1. */
  public static String forPeople(ByteSize size) {
    double amount = size.bytes();
    int unit = 0;
    while (amount >= STEP && unit < BINARY_UNITS.size() - 1) {
      amount /= STEP;
      unit++;
    }
    String format = amount == Math.rint(amount) ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, amount, BINARY_UNITS.get(unit));
  }

  /** A limit; 0 = no limit. */
  public static String limitForPeople(ByteSize limit) {
    return limit.bytes() == 0 ? "none" : forPeople(limit);
  }
}
