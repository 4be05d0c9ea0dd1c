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

/** A policy in options. What is not given is as it is without any policy: no limit, no slots. */
final class RetentionOptions {

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Beyond so many newer ones a backup may go; 0: no limit.")
  private @Nullable Integer count;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      description = "Most bytes of all, from the newest, as in 2GiB; 0: no limit.")
  private @Nullable ByteSize bytes;

  @Option(
      names = "--age",
      paramLabel = "DURATION",
      description = "How old a backup may get, as in 400d; 0: no limit.")
  private @Nullable Duration age;

  @Option(names = "--hours", paramLabel = "N", description = "Hours whose first backup stays.")
  private @Nullable Integer hours;

  @Option(names = "--days", paramLabel = "N", description = "Days whose first backup stays.")
  private @Nullable Integer days;

  @Option(names = "--weeks", paramLabel = "N", description = "Weeks whose first backup stays.")
  private @Nullable Integer weeks;

  @Option(names = "--months", paramLabel = "N", description = "Months whose first backup stays.")
  private @Nullable Integer months;

  @Option(names = "--years", paramLabel = "N", description = "Years whose first backup stays.")
  private @Nullable Integer years;

  @Option(
      names = "--protection",
      paramLabel = "DURATION",
      description = "How long each backup stays in any case. Default: 24h")
  private @Nullable Duration protection;

  @Option(
      names = "--min-keep",
      paramLabel = "N",
      description = "How many of the newest intact ones stay in any case. Default: 1")
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
