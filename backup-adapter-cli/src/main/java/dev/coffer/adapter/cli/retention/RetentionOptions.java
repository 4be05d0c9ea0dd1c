package dev.coffer.adapter.cli.retention;

import dev.coffer.application.UserError;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
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
    boolean isGiven =
        Stream.of(count, bytes, age, hours, days, weeks, months, years, protection, minKeep)
            .anyMatch(option -> option != null);
    return isGiven ? Optional.of(given()) : Optional.empty();
  }

  private RetentionPolicy given() {
    try {
      return new RetentionPolicy(
          number(count),
          Optional.ofNullable(bytes).orElse(ByteSize.ZERO),
          Optional.ofNullable(age).orElse(Duration.ZERO),
          new RetentionSlots(
              number(hours), number(days), number(weeks), number(months), number(years)),
          Optional.ofNullable(protection).orElse(RetentionPolicy.DEFAULT.protection()),
          Optional.ofNullable(minKeep).orElse(RetentionPolicy.DEFAULT.minKeep()));
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  private static int number(@Nullable Integer given) {
    return Optional.ofNullable(given).orElse(0);
  }
}
