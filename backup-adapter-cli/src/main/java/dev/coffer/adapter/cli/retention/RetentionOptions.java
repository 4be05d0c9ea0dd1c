package dev.coffer.adapter.cli.retention;

import dev.coffer.application.UserError;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a policy. Options that are left out mean no limit and no slots. */
final class RetentionOptions {

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "A backup with this number of newer ones may be deleted; 0 = no limit.")
  private @Nullable Integer count;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      description = "Backups beyond this total size may be deleted, as in 2GiB; 0 = no limit.")
  private @Nullable ByteSize bytes;

  @Option(
      names = "--age",
      paramLabel = "DURATION",
      description = "Backups older than this may be deleted, as in 400d; 0 = no limit.")
  private @Nullable Duration age;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "Keep the first backup of each of the last N hours with a backup.")
  private @Nullable Integer hours;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Keep the first backup of each of the last N days with a backup.")
  private @Nullable Integer days;

  @Option(
      names = "--weeks",
      paramLabel = "N",
      description = "Keep the first backup of each of the last N weeks with a backup.")
  private @Nullable Integer weeks;

  @Option(
      names = "--months",
      paramLabel = "N",
      description = "Keep the first backup of each of the last N months with a backup.")
  private @Nullable Integer months;

  @Option(
      names = "--years",
      paramLabel = "N",
      description = "Keep the first backup of each of the last N years with a backup.")
  private @Nullable Integer years;

  @Option(
      names = "--protection",
      paramLabel = "DURATION",
      description = "Keep every backup at least this long. Default: 24h")
  private @Nullable Duration protection;

  @Option(
      names = "--min-keep",
      paramLabel = "N",
      description = "Always keep this number of newest intact backups. Default: 1")
  private @Nullable Integer minKeep;

  /** Empty when no option was given. */
  Optional<RetentionPolicy> policy() {
    Map<String, Optional<Object>> parts =
        Map.of(
            "count", Optional.ofNullable(count),
            "bytes", Optional.ofNullable(bytes),
            "age", Optional.ofNullable(age),
            "hours", Optional.ofNullable(hours),
            "days", Optional.ofNullable(days),
            "weeks", Optional.ofNullable(weeks),
            "months", Optional.ofNullable(months),
            "years", Optional.ofNullable(years),
            "protection", Optional.ofNullable(protection),
            "min-keep", Optional.ofNullable(minKeep));
    return parts.values().stream().anyMatch(Optional::isPresent)
        ? Optional.of(policy(new Given(parts)))
        : Optional.empty();
  }

  private static RetentionPolicy policy(Given given) {
    try {
      return RetentionPolicy.read(given, RetentionPolicy.KEEP_ALL).get();
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  /** The policy itself checks the bounds. */
  private record Given(Map<String, Optional<Object>> parts) implements RetentionPolicy.Source {

    private <T> T part(String name, Class<T> type, T fallback) {
      return Objects.requireNonNull(parts.get(name)).map(type::cast).orElse(fallback);
    }

    @Override
    public int number(String part, int min, int max, int fallback) {
      return part(part, Integer.class, fallback);
    }

    @Override
    public ByteSize size(String part, ByteSize fallback) {
      return part(part, ByteSize.class, fallback);
    }

    @Override
    public Duration duration(String part, Duration fallback) {
      return part(part, Duration.class, fallback);
    }
  }
}
