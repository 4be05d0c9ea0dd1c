package dev.coffer.boot.metrics;

import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.StoreBackup;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts uploads by outcome. Thread-safe. */
final class MeteredUploads implements StoreBackup {

  /** A result of the use case, or why there was none. */
  private enum Outcome {
    STORED,
    REPLAYED,
    IN_PROGRESS,
    KEY_REUSED,
    REFUSED,
    TOO_LARGE,
    RATE_EXCEEDED,
    TOO_MANY_AT_ONCE,
    QUOTA_EXCEEDED,
    NO_ROOM,
    LENGTH_MISMATCH,
    DIGEST_MISMATCH,
    UNAVAILABLE,
    DRIVE_FULL,
    CORRUPT,
    /** The client hung up, came too slowly, or met a bug. */
    BROKEN
  }

  private final StoreBackup storeBackup;
  private final Map<Outcome, Counter> counters;

  MeteredUploads(StoreBackup storeBackup, MeterRegistry registry) {
    this.storeBackup = storeBackup;
    // All from the start: a rate is known only of what was there before.
    this.counters =
        Arrays.stream(Outcome.values())
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), outcome -> counter(outcome, registry)));
  }

  private static Counter counter(Outcome outcome, MeterRegistry registry) {
    return Counter.builder("coffer.uploads")
        .description("Uploads of authenticated clients, by outcome")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  @Override
  public Result store(Command command, Body body) {
    var outcome = Outcome.BROKEN;
    try {
      Result result = storeBackup.store(command, body);
      outcome = outcome(result);
      return result;
    } catch (StorageException e) {
      outcome = outcome(e);
      throw e;
    } finally {
      Objects.requireNonNull(counters.get(outcome)).increment();
    }
  }

  private static Outcome outcome(Result result) {
    return switch (result) {
      case Stored _ -> Outcome.STORED;
      case Replayed _ -> Outcome.REPLAYED;
      case InProgress _ -> Outcome.IN_PROGRESS;
      case KeyReused _ -> Outcome.KEY_REUSED;
      case Refused _ -> Outcome.REFUSED;
      case TooLarge _ -> Outcome.TOO_LARGE;
      case RateExceeded _ -> Outcome.RATE_EXCEEDED;
      case TooManyAtOnce _ -> Outcome.TOO_MANY_AT_ONCE;
      case QuotaExceeded _ -> Outcome.QUOTA_EXCEEDED;
      case NoRoom _ -> Outcome.NO_ROOM;
      case LengthMismatch _ -> Outcome.LENGTH_MISMATCH;
      case DigestMismatch _ -> Outcome.DIGEST_MISMATCH;
    };
  }

  private static Outcome outcome(StorageException failure) {
    return switch (failure) {
      case StorageUnavailable _ -> Outcome.UNAVAILABLE;
      case StorageFull _ -> Outcome.DRIVE_FULL;
      case StorageCorrupt _ -> Outcome.CORRUPT;
    };
  }
}
