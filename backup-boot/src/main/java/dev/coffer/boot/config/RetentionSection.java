package dev.coffer.boot.config;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;
import java.util.List;

/** The keys below {@code retention}, and what they say. A part of {@link ConfigReader}. */
final class RetentionSection {

  private static final String PREFIX = "retention.";

  static final List<ConfigKey> KEYS =
      RetentionPolicy.PARTS.stream().map(part -> ConfigKey.of(PREFIX + part)).toList();

  private final Settings settings;

  RetentionSection(Settings settings) {
    this.settings = settings;
  }

  RetentionPolicy read(RetentionPolicy defaults) {
    RetentionPolicy policy = settings.built(defaults, RetentionPolicy.read(new Keys(), defaults));
    policy.warnings().forEach(warning -> settings.warning(PREFIX + warning));
    return policy;
  }

  private final class Keys implements RetentionPolicy.Source {

    @Override
    public int number(String part, int min, int max, int fallback) {
      return settings.get(PREFIX + part, fallback, SettingType.number(min, max));
    }

    @Override
    public ByteSize size(String part, ByteSize fallback) {
      return settings.get(PREFIX + part, fallback, SettingType.SIZE);
    }

    @Override
    public Duration duration(String part, Duration fallback) {
      return settings.get(
          PREFIX + part, fallback, SettingType.duration(Duration.ZERO, RetentionPolicy.LONGEST));
    }
  }
}
