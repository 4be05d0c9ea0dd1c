package dev.coffer.application.copies;

import dev.coffer.application.Ticker;
import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.download.VerifiedBytes;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.Leases;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that make one copy: write the bytes of an intact copy, hashed while they stream so that
 * wrong bytes never become visible; write the manifest; update the index. An object that is there
 * already is kept if it is intact, and removed otherwise. Thread-safe.
 */
public final class CopySteps {

  private static final Logger LOG = LoggerFactory.getLogger(CopySteps.class);

  private final CopyQueue queue;
  private final CopyReader reader;
  private final CopyManifests manifests;
  private final Ticker ticker;
  private final Duration firstScrub;

  public CopySteps(
      CopyQueue queue,
      CopyReader reader,
      CopyManifests manifests,
      Ticker ticker,
      Duration firstScrub) {
    this.queue = queue;
    this.reader = reader;
    this.manifests = manifests;
    this.ticker = ticker;
    this.firstScrub = firstScrub;
  }

  /**
   * Makes one copy and records it in the index.
   *
   * @param rate bytes per second; 0 = no limit
   * @throws StorageException when the copy cannot be made now
   */
  void make(Job job, BlobStore target, ByteSize rate, Leases.Held lease) {
    StoredBackup stored = job.stored();
    if (!isThere(target, stored)) {
      expectHeld(lease);
      if (stored.intact().isEmpty()) {
        // Damaged bytes are better than none: they stay until they can be replaced.
        throw noSource();
      }
      target.remove(stored.objectKey(), stored.token());
      write(target, job, rate, lease);
    }
    manifests.ensure(target, job.systemUuid(), stored);
    switch (queue.finish(job, firstScrub)) {
      case FINISHED -> LOG.info("{} was copied to drive {}", stored.objectKey(), job.driveId());
      case SUPERSEDED ->
          LOG.info("the copy of {} now belongs to another instance", stored.objectKey());
      case GONE -> {
        manifests.remove(target, job.systemUuid(), stored);
        target.remove(stored.objectKey(), stored.token());
      }
    }
  }

  /** Whether the complete object is there already, because an earlier holder wrote it. */
  private static boolean isThere(BlobStore target, StoredBackup stored) {
    Backup backup = stored.backup();
    Optional<StoredBlob> there = target.stat(stored.objectKey());
    if (there.isEmpty() || !there.get().size().equals(backup.size())) {
      return false;
    }
    Optional<InputStream> bytes = target.open(stored.objectKey(), 0, backup.size().bytes());
    return bytes.isPresent() && matches(bytes.get(), backup);
  }

  private static boolean matches(InputStream bytes, Backup backup) {
    try (bytes;
        var verified = new VerifiedBytes(bytes, backup, _ -> {})) {
      verified.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (StorageCorrupt e) {
      LOG.info("{} is damaged on the drive and is recreated", backup.ref());
      return false;
    } catch (IOException e) {
      throw new StorageUnavailable(backup.ref() + ": cannot be read", e);
    }
  }

  /**
   * Reads the first copy that is intact. A copy that turns out to be damaged is marked, and the
   * next one is tried.
   */
  private void write(BlobStore target, Job job, ByteSize rate, Leases.Held lease) {
    StoredBackup stored = job.stored();
    Optional<StorageUnavailable> unreachable = Optional.empty();
    for (IntactCopy source : stored.intact()) {
      try (var bytes =
          new LeaseCheckedStream(
              new RateLimitedStream(reader.whole(stored, source), rate, ticker), lease)) {
        target.put(stored.objectKey(), stored.token(), stored.backup().size(), bytes);
        return;
      } catch (StorageCorrupt e) {
        LOG.error("copy {} of {} is damaged", source.copyId(), stored.objectKey(), e);
      } catch (StorageUnavailable e) {
        unreachable = Optional.of(e);
      } catch (IOException e) {
        unreachable =
            Optional.of(new StorageUnavailable(stored.objectKey() + ": cannot be read", e));
      }
    }
    throw unreachable.orElseGet(CopySteps::noSource);
  }

  private static StorageUnavailable noSource() {
    return new StorageUnavailable("there is no intact copy to copy from");
  }

  private static void expectHeld(Leases.Held lease) {
    if (!lease.isHeld()) {
      throw new StorageUnavailable("the lease could not be renewed");
    }
  }

  /** Ends when the lease does, because another holder may then work on the copy. */
  private static final class LeaseCheckedStream extends FilterInputStream {

    private final Leases.Held lease;

    LeaseCheckedStream(InputStream bytes, Leases.Held lease) {
      super(bytes);
      this.lease = lease;
    }

    @Override
    public int read() throws IOException {
      expectHeld(lease);
      return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      expectHeld(lease);
      return super.read(buffer, offset, length);
    }
  }
}
