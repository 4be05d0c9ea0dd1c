package dev.coffer.application.upload;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.application.drives.Digests;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Manifest;
import dev.coffer.domain.backup.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the attempts of holders that died: commits those whose bytes and manifest are complete, and
 * rolls back the others. Accepted backups are never touched, because they are not uploading any
 * more.
 */
public final class RecoverUploadsService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(RecoverUploadsService.class);
  private static final int BATCH = 50;

  private static final int FAILED_KEPT_PER_SYSTEM = 100;

  private final UploadLedger ledger;
  private final UnfinishedUploads unfinished;
  private final Leases leases;
  private final UploadSteps steps;
  private final String instance;
  private final Durations.Uploads times;

  public RecoverUploadsService(
      UploadLedger ledger,
      UnfinishedUploads unfinished,
      Leases leases,
      UploadSteps steps,
      String instance,
      Durations.Uploads times) {
    this.ledger = ledger;
    this.unfinished = unfinished;
    this.leases = leases;
    this.steps = steps;
    this.instance = instance;
    this.times = times;
  }

  @Override
  public void run() {
    List<Attempt> expired;
    do {
      expired = ledger.claimExpired(instance, times.lease(), BATCH);
      expired.forEach(this::recover);
    } while (expired.size() == BATCH);
    ledger.claimForCleanup(times.cleanupRetry(), BATCH).forEach(this::cleanUp);
    unfinished
        .claimLeftOver(times.settledAfter(), times.leftOverRetry(), BATCH)
        .forEach(this::discard);
    ledger.forget(times.failedKept(), FAILED_KEPT_PER_SYSTEM, times.idempotencyKept());
  }

  private void recover(Attempt attempt) {
    try (Leases.Held _ = leases.hold(attempt.leaseToken())) {
      Optional<Manifest> manifest = steps.readManifest(attempt);
      if (manifest.isPresent() && isWhole(attempt, manifest.get())) {
        complete(attempt, manifest.get().digests());
      } else {
        rollBack(attempt, "interrupted");
      }
    } catch (StorageException e) {
      LOG.warn("upload {} cannot be recovered now; a later pass retries", attempt.id(), e);
    }
  }

  private void rollBack(Attempt attempt, String reason) {
    if (steps.rollBack(attempt, reason)) {
      LOG.info("upload {} was rolled back: {}", attempt.id(), reason);
    } else {
      LOG.info("upload {} now belongs to another instance", attempt.id());
    }
  }

  /**
   * Removes what a holder may have written after its attempt was rolled back, because it was only
   * paused.
   */
  private void cleanUp(Attempt attempt) {
    try {
      steps.removeTraces(attempt);
      ledger.markClean(attempt, times.settledAfter());
    } catch (StorageException e) {
      LOG.warn("failed upload {} cannot be rechecked now; a later pass retries", attempt.id(), e);
    }
  }

  /** Discards only unfinished uploads of an attempt that has ended; its stored objects stay. */
  private void discard(UnfinishedUploads.Upload upload) {
    try {
      steps.discardUnfinished(upload);
      LOG.info("{}: discarded an unfinished upload", upload.key());
    } catch (StorageException e) {
      LOG.warn("{}: the unfinished upload cannot be discarded now", upload.key(), e);
    }
  }

  private void complete(Attempt attempt, ContentDigests digests) {
    steps.discardUnfinished(attempt);
    switch (steps.commit(attempt, digests)) {
      case UploadLedger.Committed committed ->
          LOG.info("upload {} was fully received and is now committed", committed.backup().id());
      case UploadRefusal.Refused(var reason) ->
          rollBack(attempt, "interrupted, then refused: " + reason);
      case UploadLedger.Superseded() ->
          LOG.info("upload {} now belongs to another instance", attempt.id());
    }
  }

  /**
   * Whether the object belongs to this attempt, according to its token, or to the digest of its
   * bytes if it has no token.
   */
  private boolean isWhole(Attempt attempt, Manifest manifest) {
    Optional<StoredBlob> stored = steps.store(attempt).stat(attempt.objectKey());
    return stored.isPresent()
        && stored.get().size().equals(manifest.size())
        && stored
            .get()
            .token()
            .map(token -> token.equals(attempt.token()))
            .orElseGet(() -> hash(attempt).equals(Optional.of(manifest.digests().sha256())));
  }

  private Optional<Sha256> hash(Attempt attempt) {
    return steps
        .store(attempt)
        .open(attempt.objectKey(), 0, attempt.size().bytes())
        .map(stream -> hash(attempt, stream));
  }

  private static Sha256 hash(Attempt attempt, InputStream stream) {
    var digest = Digests.sha256();
    try (var hashed = new DigestInputStream(stream, digest)) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return Sha256.of(digest.digest());
    } catch (IOException e) {
      throw new StorageUnavailable(attempt.objectKey() + ": cannot be read", e);
    }
  }
}
