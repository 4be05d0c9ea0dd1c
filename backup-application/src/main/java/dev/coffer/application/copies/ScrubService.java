package dev.coffer.application.copies;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.copies.CopyQueue.ManifestFinding;
import dev.coffer.application.copies.CopyQueue.Scrub;
import dev.coffer.application.copies.CopyQueue.ScrubFinding;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the copies on one drive regularly, at a limited rate, and compares them with their SHA-256:
 * new ones soon, then each one once in every period. A damaged copy is recreated from an intact
 * one; a copy that is intact again no longer counts as damaged. A manifest that is missing or wrong
 * is rewritten.
 */
public final class ScrubService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(ScrubService.class);
  private static final int BATCH = 10;

  private final CopyQueue queue;
  private final Mounted drive;
  private final CopyReader reader;
  private final CopyManifests manifests;
  private final Ticker ticker;
  private final ByteSize rate;
  private final Durations.Copies times;

  public ScrubService(
      CopyQueue queue,
      Mounted drive,
      CopyReader reader,
      CopyManifests manifests,
      Ticker ticker,
      ByteSize rate,
      Durations.Copies times) {
    this.queue = queue;
    this.drive = drive;
    this.reader = reader;
    this.manifests = manifests;
    this.ticker = ticker;
    this.rate = rate;
    this.times = times;
  }

  @Override
  public void run() {
    List<Scrub> due;
    do {
      due = queue.claimScrubs(drive.drive().id(), times.scrubRetry(), BATCH);
      due.forEach(this::scrub);
    } while (due.size() == BATCH);
  }

  private void scrub(Scrub scrub) {
    StoredBackup stored = scrub.stored();
    try {
      boolean isIntact = isIntact(stored);
      ManifestFinding manifest =
          manifests.check(
              drive.store(),
              scrub.systemUuid(),
              stored,
              () -> queue.holdPurge(scrub, times.manifestLease()));
      queue.scrubbed(scrub, new ScrubFinding(isIntact, manifest), times.scrubPeriod());
    } catch (StorageException e) {
      LOG.warn("{} on drive {} cannot be read now", stored.objectKey(), drive.drive().label(), e);
    }
  }

  /**
   * Reads the complete copy and compares it.
   *
   * @throws StorageUnavailable when it cannot be read now
   */
  private boolean isIntact(StoredBackup stored) {
    try (var bytes =
        new RateLimitedStream(reader.whole(stored, stored.intact().getFirst()), rate, ticker)) {
      bytes.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (StorageCorrupt e) {
      LOG.error(
          "{} on drive {} is damaged: {}",
          stored.objectKey(),
          drive.drive().label(),
          e.getMessage());
      return false;
    } catch (IOException e) {
      throw new StorageUnavailable(stored.objectKey() + ": cannot be read", e);
    }
  }
}
