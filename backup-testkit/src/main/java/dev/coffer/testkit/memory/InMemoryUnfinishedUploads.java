package dev.coffer.testkit.memory;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.upload.UnfinishedUploads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Multipart uploads that a drive has opened and not closed, in memory, for tests of an index and of
 * a store. Thread-safe.
 */
public final class InMemoryUnfinishedUploads implements UnfinishedUploads {

  private record Note(Instant openedAt, Optional<Instant> claimedAt) {

    boolean isLeftOver(Instant openedUntil, Instant claimedUntil) {
      return !openedAt.isAfter(openedUntil)
          && claimedAt.filter(at -> at.isAfter(claimedUntil)).isEmpty();
    }
  }

  private final InstantSource clock;
  private final Predicate<BlobKey> beingWritten;
  private final BooleanSupplier mayRemove;
  private final Map<Upload, Note> notes = new LinkedHashMap<>();

  /**
   * Begins without any upload.
   *
   * @param beingWritten whether an attempt holds a live lease for this key
   */
  public InMemoryUnfinishedUploads(InstantSource clock, Predicate<BlobKey> beingWritten) {
    this(clock, beingWritten, () -> true);
  }

  /** For an index that may not remove anything at times. */
  InMemoryUnfinishedUploads(
      InstantSource clock, Predicate<BlobKey> beingWritten, BooleanSupplier mayRemove) {
    this.clock = clock;
    this.beingWritten = beingWritten;
    this.mayRemove = mayRemove;
  }

  @Override
  public synchronized void opened(Upload upload) {
    notes.putIfAbsent(upload, new Note(clock.instant(), Optional.empty()));
  }

  @Override
  public synchronized List<Upload> of(UUID driveId, BlobKey key) {
    return notes.keySet().stream()
        .filter(upload -> upload.driveId().equals(driveId) && upload.key().equals(key))
        .toList();
  }

  @Override
  public synchronized void closed(Upload upload) {
    notes.remove(upload);
  }

  @Override
  public synchronized List<Upload> claimLeftOver(Duration age, Duration retry, int max) {
    Instant now = clock.instant();
    List<Upload> claimed =
        notes.entrySet().stream()
            .filter(entry -> entry.getValue().isLeftOver(now.minus(age), now.minus(retry)))
            .map(Map.Entry::getKey)
            .filter(upload -> mayRemove.getAsBoolean() && !beingWritten.test(upload.key()))
            .limit(max)
            .toList();
    claimed.forEach(upload ->
        notes.computeIfPresent(upload, (_, note) -> new Note(note.openedAt(), Optional.of(now))));
    return claimed;
  }
}
