package dev.coffer.application.copies;

import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.VaultSettings;
import dev.coffer.application.copies.CopyQueue.Scrub;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.Drive;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the copies on one drive again and again, at a limited rate, and compares them with their
 * SHA-256: new ones within the day, each one every 30 days. What is found damaged is made anew from
 * an intact copy.
 */
public final class ScrubService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(ScrubService.class);
  private static final int BATCH = 10;
  private static final Duration PERIOD = Duration.ofDays(30);

  /** Longer than one batch takes, or another instance would read the same. */
  private static final Duration RETRY = Duration.ofHours(6);

  private final CopyQueue queue;
  private final Drive drive;
  private final CopyReader reader;
  private final Ticker ticker;
  private final VaultSettings settings;

  public ScrubService(
      CopyQueue queue, Drive drive, CopyReader reader, Ticker ticker, VaultSettings settings) {
    this.queue = queue;
    this.drive = drive;
    this.reader = reader;
    this.ticker = ticker;
    this.settings = settings;
  }

  @Override
  public void run() {
    List<Scrub> due;
    do {
      due = queue.claimScrubs(drive.id(), RETRY, BATCH);
      due.forEach(this::scrub);
    } while (due.size() == BATCH);
  }

  private void scrub(Scrub scrub) {
    var stored = scrub.stored();
    try (var bytes =
        new PacedBytes(
            reader.whole(stored, stored.intact().getFirst()),
            settings.copies().scrubRate(),
            ticker)) {
      bytes.transferTo(OutputStream.nullOutputStream());
      queue.scrubbed(scrub, PERIOD);
    } catch (StorageCorrupt e) {
      LOG.error("{} on drive {} is damaged: {}", stored.objectKey(), drive.label(), e.getMessage());
    } catch (StorageException e) {
      LOG.warn("{} on drive {} cannot be read now", stored.objectKey(), drive.label(), e);
    } catch (IOException e) {
      throw new StorageUnavailable(stored.objectKey() + ": cannot be read", e);
    }
  }
}
