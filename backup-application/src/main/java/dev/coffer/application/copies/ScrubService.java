package dev.coffer.application.copies;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.copies.CopyQueue.Scrub;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Drive;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the copies on one drive again and again, at a limited rate, and compares them with their
 * SHA-256: new ones soon, then each one once in every period. What is found damaged is made anew
 * from an intact copy.
 */
public final class ScrubService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(ScrubService.class);
  private static final int BATCH = 10;

  private final CopyQueue queue;
  private final Drive drive;
  private final CopyReader reader;
  private final Ticker ticker;
  private final ByteSize rate;
  private final Durations.Copies times;

  public ScrubService(
      CopyQueue queue,
      Drive drive,
      CopyReader reader,
      Ticker ticker,
      ByteSize rate,
      Durations.Copies times) {
    this.queue = queue;
    this.drive = drive;
    this.reader = reader;
    this.ticker = ticker;
    this.rate = rate;
    this.times = times;
  }

  @Override
  public void run() {
    List<Scrub> due;
    do {
      due = queue.claimScrubs(drive.id(), times.scrubRetry(), BATCH);
      due.forEach(this::scrub);
    } while (due.size() == BATCH);
  }

  private void scrub(Scrub scrub) {
    var stored = scrub.stored();
    try (var bytes =
        new RateLimitedStream(reader.whole(stored, stored.intact().getFirst()), rate, ticker)) {
      bytes.transferTo(OutputStream.nullOutputStream());
      queue.scrubbed(scrub, times.scrubPeriod());
    } catch (StorageCorrupt e) {
      LOG.error("{} on drive {} is damaged: {}", stored.objectKey(), drive.label(), e.getMessage());
    } catch (StorageException e) {
      LOG.warn("{} on drive {} cannot be read now", stored.objectKey(), drive.label(), e);
    } catch (IOException e) {
      throw new StorageUnavailable(stored.objectKey() + ": cannot be read", e);
    }
  }
}
