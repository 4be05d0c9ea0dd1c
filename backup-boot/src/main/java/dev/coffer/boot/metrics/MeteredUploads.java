package dev.coffer.boot.metrics;

import dev.coffer.application.access.Credentials;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.catalog.ListWindow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts uploads by outcome. Thread-safe. */
final class MeteredUploads implements ApplianceBackups {

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
    NO_ROOM_NOW,
    LENGTH_MISMATCH,
    DIGEST_MISMATCH,
    UNAVAILABLE,
    DRIVE_FULL,
    CORRUPT,
    /** The client hung up, came too slowly, or met a bug. */
    BROKEN
  }

  private final ApplianceBackups backups;
  private final Map<Outcome, Counter> counters;

  MeteredUploads(ApplianceBackups backups, MeterRegistry registry) {
    this.backups = backups;
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
  public ListResult list(Credentials credentials, ListWindow window) {
    return backups.list(credentials, window);
  }

  @Override
  public Optional<Download> fetch(Caller caller, BackupRef ref) {
    return backups.fetch(caller, ref);
  }

  @Override
  public DeleteBackup.Result delete(Caller caller, BackupRef ref) {
    return backups.delete(caller, ref);
  }

  @Override
  public StoreResult store(StoreCommand command, Body body) {
    var outcome = Outcome.BROKEN;
    try {
      StoreResult result = backups.store(command, body);
      outcome = outcome(result);
      return result;
    } catch (StorageException e) {
      outcome = outcome(e);
      throw e;
    } finally {
      Objects.requireNonNull(counters.get(outcome)).increment();
    }
  }

  private static Outcome outcome(StoreResult result) {
    return switch (result) {
      case Stored _ -> Outcome.STORED;
      case Replayed _ -> Outcome.REPLAYED;
      case UploadRefusal.InProgress _ -> Outcome.IN_PROGRESS;
      case UploadRefusal.KeyReused _ -> Outcome.KEY_REUSED;
      case UploadRefusal.Refused _ -> Outcome.REFUSED;
      case UploadRefusal.TooLarge _ -> Outcome.TOO_LARGE;
      case UploadRefusal.RateExceeded _ -> Outcome.RATE_EXCEEDED;
      case UploadRefusal.TooManyAtOnce _ -> Outcome.TOO_MANY_AT_ONCE;
      case UploadRefusal.QuotaExceeded _ -> Outcome.QUOTA_EXCEEDED;
      case UploadRefusal.NoRoom _ -> Outcome.NO_ROOM;
      case UploadRefusal.NoRoomNow _ -> Outcome.NO_ROOM_NOW;
      case UploadRefusal.LengthMismatch _ -> Outcome.LENGTH_MISMATCH;
      case UploadRefusal.DigestMismatch _ -> Outcome.DIGEST_MISMATCH;
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
