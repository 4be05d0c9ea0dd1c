package dev.coffer.application.upload;

import dev.coffer.application.Durations;
import dev.coffer.application.Ticker;
import dev.coffer.application.download.BlockHash;
import dev.coffer.application.download.BlockKeys;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.CommitResult;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps after the intent, used both by live uploads and by the recovery of uploads whose
 * process died: manifest, commit, rollback.
 */
public final class UploadSteps {

  private static final Logger LOG = LoggerFactory.getLogger(UploadSteps.class);

  private final UploadLedger ledger;
  private final Drives drives;
  private final ManifestFormat manifests;
  private final BlockKeys blockKeys;
  private final UUID vaultId;
  private final Ticker ticker;
  private final Durations.Uploads times;
  private final Duration firstScrub;

  public UploadSteps(
      UploadLedger ledger,
      Drives drives,
      ManifestFormat manifests,
      BlockKeys blockKeys,
      UUID vaultId,
      Ticker ticker,
      Durations durations) {
    this.ledger = ledger;
    this.drives = drives;
    this.manifests = manifests;
    this.blockKeys = blockKeys;
    this.vaultId = vaultId;
    this.ticker = ticker;
    this.times = durations.uploads();
    this.firstScrub = durations.copies().firstScrub();
  }

  BlobStore store(Attempt attempt) {
    return drives.store(attempt.driveId());
  }

  /** Returns a hash for the blocks of an attempt; empty when the backup is a single block. */
  Optional<BlockHash> blockHash(Attempt attempt) {
    return blockKeys.begin(attempt.token(), attempt.size());
  }

  void writeManifest(Attempt attempt, ContentDigests digests) {
    byte[] bytes = manifests.write(manifest(attempt, digests));
    store(attempt)
        .put(
            manifestKey(attempt),
            attempt.token(),
            new ByteSize(bytes.length),
            new ByteArrayInputStream(bytes));
  }

  /** Returns the manifest if this attempt wrote it. */
  Optional<Manifest> readManifest(Attempt attempt) {
    BlobKey key = manifestKey(attempt);
    return store(attempt)
        .open(key, 0, ManifestFormat.maxBytes(attempt.size()))
        .map(stream -> readAll(key, stream))
        .flatMap(bytes -> parse(key, bytes))
        .filter(manifest -> manifest.equals(manifest(attempt, manifest.digests())));
  }

  private static byte[] readAll(BlobKey key, InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new StorageUnavailable(key + ": cannot be read", e);
    }
  }

  private Optional<Manifest> parse(BlobKey key, byte[] bytes) {
    try {
      return Optional.of(manifests.read(bytes));
    } catch (StorageCorrupt e) {
      LOG.warn("{} is not a valid manifest of this vault and is ignored", key, e);
      return Optional.empty();
    }
  }

  private Manifest manifest(Attempt attempt, ContentDigests digests) {
    return new Manifest(
        vaultId,
        attempt.id(),
        attempt.systemUuid(),
        attempt.objectKey().value(),
        attempt.size(),
        digests,
        attempt.token(),
        attempt.number(),
        attempt.filename(),
        attempt.mediaType(),
        attempt.receivedAt());
  }

  /**
   * Commits. While the outcome is unknown, it tries again: the statement also succeeds when an
   * earlier try has made the backup available.
   *
   * @throws StorageUnavailable when the outcome could not be learned in time; then nothing may be
   *     removed
   */
  CommitResult commit(Attempt attempt, ContentDigests digests) {
    long giveUp = ticker.nanos() + times.commitTimeout().toNanos();
    while (true) {
      try {
        return ledger.commit(attempt, digests, firstScrub);
      } catch (StorageUnavailable e) {
        if (ticker.nanos() - giveUp >= 0) {
          throw e;
        }
        LOG.warn("the outcome of the commit of {} is unknown; checking again", attempt.id(), e);
        ticker.pause(times.commitRetry());
      }
    }
  }

  /**
   * Rolls an attempt back. The index comes first, because the lease decides there: once the attempt
   * has failed in the index, nobody can complete it any more, even if this process pauses for a
   * long time before it removes the bytes.
   *
   * <p>The attempt stays due for a clean-up, even if the removal fails now, until {@link
   * UploadLedger#markClean} records that nothing can be left.
   *
   * @return false when another holder has the attempt by now; nothing was changed
   */
  boolean rollBack(Attempt attempt, String reason) {
    boolean failed = ledger.abandon(attempt, reason, times.firstCleanup());
    if (failed) {
      removeTraces(attempt);
    }
    return failed;
  }

  /** Removes the manifest first, so that there is never a manifest of removed bytes. */
  void removeTraces(Attempt attempt) {
    BlobStore store = store(attempt);
    store.remove(manifestKey(attempt), attempt.token());
    store.remove(attempt.objectKey(), attempt.token());
  }

  /**
   * Removes the temporary name of a published object, which a process leaves if it dies immediately
   * after publishing it.
   */
  void discardUnfinished(Attempt attempt) {
    BlobStore store = store(attempt);
    store.discardUnfinished(attempt.objectKey(), attempt.token());
    store.discardUnfinished(manifestKey(attempt), attempt.token());
  }

  /** Discards an unfinished upload that an attempt has left on a drive. */
  void discardUnfinished(UnfinishedUploads.Upload upload) {
    drives.store(upload.driveId()).discardUnfinished(upload.key(), upload.token());
  }

  private static BlobKey manifestKey(Attempt attempt) {
    return ObjectKeys.manifest(attempt.systemUuid(), attempt.id());
  }
}
