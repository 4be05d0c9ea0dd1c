package dev.coffer.boot.config;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.time.Duration;
import java.util.List;

/** The keys below {@code retention}, and what they say. A part of {@link ConfigReader}. */
final class RetentionSection {

  private static final String COUNT = "retention.count";
  private static final String BYTES = "retention.bytes";
  private static final String AGE = "retention.age";
  private static final String HOURS = "retention.hours";
  private static final String DAYS = "retention.days";
  private static final String WEEKS = "retention.weeks";
  private static final String MONTHS = "retention.months";
  private static final String YEARS = "retention.years";
  private static final String PROTECTION = "retention.protection";
  private static final String MIN_KEEP = "retention.min-keep";

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.of(COUNT),
          ConfigKey.of(BYTES),
          ConfigKey.of(AGE),
          ConfigKey.of(HOURS),
          ConfigKey.of(DAYS),
          ConfigKey.of(WEEKS),
          ConfigKey.of(MONTHS),
          ConfigKey.of(YEARS),
          ConfigKey.of(PROTECTION),
          ConfigKey.of(MIN_KEEP));

  private static final SettingType<Integer> NUMBER =
      SettingType.number(0, RetentionPolicy.MAX_COUNT);
  private static final SettingType<Integer> SLOTS = SettingType.number(0, RetentionSlots.MAX);
  private static final SettingType<Duration> LENGTH =
      SettingType.duration(Duration.ZERO, RetentionPolicy.LONGEST);

  private final Settings settings;

  RetentionSection(Settings settings) {
    this.settings = settings;
  }

  RetentionPolicy read(RetentionPolicy defaults) {
    int count = settings.get(COUNT, defaults.count(), NUMBER);
    ByteSize bytes = settings.get(BYTES, defaults.bytes(), SettingType.SIZE);
    Duration age = settings.get(AGE, defaults.age(), LENGTH);
    int hours = settings.get(HOURS, defaults.slots().hours(), SLOTS);
    int days = settings.get(DAYS, defaults.slots().days(), SLOTS);
    int weeks = settings.get(WEEKS, defaults.slots().weeks(), SLOTS);
    int months = settings.get(MONTHS, defaults.slots().months(), SLOTS);
    int years = settings.get(YEARS, defaults.slots().years(), SLOTS);
    Duration protection = settings.get(PROTECTION, defaults.protection(), LENGTH);
    int minKeep =
        settings.get(
            MIN_KEEP, defaults.minKeep(), SettingType.number(1, RetentionPolicy.MAX_COUNT));
    RetentionPolicy policy =
        settings.built(
            defaults,
            () ->
                new RetentionPolicy(
                    count,
                    bytes,
                    age,
                    new RetentionSlots(hours, days, weeks, months, years),
                    protection,
                    minKeep));
    policy.warnings().forEach(warning -> settings.warning("retention." + warning));
    return policy;
  }
}
