package dev.coffer.application.monitoring;

import dev.coffer.application.Identifiers;
import dev.coffer.application.Ticker;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageHangs;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Health.Problem;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does on one drive what users need: stores a few bytes durably, reads them, and removes them.
 *
 * <p>The cost is bounded. After a write that took time t, the next one comes {@value #IDLE_SHARE}
 * times t later at the earliest, so that a slow drive is used less often; after a failed write, the
 * next check writes again. A store that keeps old versions is only asked whether it answers,
 * because every write would stay there. Used by one thread at a time.
 */
final class DriveCheck {

  private static final Logger LOG = LoggerFactory.getLogger(DriveCheck.class);

  private static final byte[] CONTENT = "coffer".getBytes(StandardCharsets.US_ASCII);

  /** Limits checks to two percent of the drive's time. */
  private static final int IDLE_SHARE = 50;

  private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

  private final Drives.Mounted drive;
  private final Identifiers identifiers;
  private final Ticker ticker;

  /** An object that an earlier check may have left, at most one. */
  private final Deque<Written> leftOver = new ArrayDeque<>();

  private boolean mustWrite = true;
  private long nextWrite;

  private record Written(BlobKey key, WriteToken token) {}

  DriveCheck(Drives.Mounted drive, Identifiers identifiers, Ticker ticker) {
    this.drive = drive;
    this.identifiers = identifiers;
    this.ticker = ticker;
  }

  /** Returns what is wrong; empty when nothing is. */
  Optional<Problem> run() {
    try {
      drive.probe();
      if ((mustWrite || ticker.nanos() - nextWrite >= 0) && !drive.store().mayKeepVersions()) {
        return write();
      }
      return Optional.empty();
    } catch (StorageHangs e) {
      return found(Problem.HANGS, e);
    } catch (StorageException e) {
      return found(Problem.UNAVAILABLE, e);
    }
  }

  private Optional<Problem> write() {
    mustWrite = true;
    long begun = ticker.nanos();
    Optional<Problem> problem = writeAndRead();
    long ended = ticker.nanos();
    mustWrite = problem.isPresent();
    nextWrite = ended + Math.min((ended - begun) * IDLE_SHARE, LONGEST_IDLE.toNanos());
    return problem;
  }

  private Optional<Problem> writeAndRead() {
    BlobStore store = drive.store();
    try {
      removeLeftOver(store);
      var written =
          new Written(
              ObjectKeys.probe(identifiers.nextUuid()), new WriteToken(identifiers.nextUuid()));
      leftOver.add(written);
      store.put(
          written.key(),
          written.token(),
          new ByteSize(CONTENT.length),
          new ByteArrayInputStream(CONTENT));
      if (!isReadable(store, written.key())) {
        return Optional.of(Problem.UNREADABLE);
      }
      removeLeftOver(store);
      return Optional.empty();
    } catch (StorageFull e) {
      return found(Problem.FULL, e);
    } catch (StorageHangs e) {
      return found(Problem.HANGS, e);
    } catch (StorageException e) {
      return found(Problem.UNWRITABLE, e);
    }
  }

  private void removeLeftOver(BlobStore store) {
    for (Written written : leftOver) {
      store.remove(written.key(), written.token());
    }
    leftOver.clear();
  }

  private boolean isReadable(BlobStore store, BlobKey key) {
    try (InputStream bytes =
        store.open(key, 0, CONTENT.length + 1L).orElseGet(InputStream::nullInputStream)) {
      return Arrays.equals(bytes.readAllBytes(), CONTENT);
    } catch (StorageHangs e) {
      throw e;
    } catch (IOException | StorageUnavailable e) {
      var _ = found(Problem.UNREADABLE, e);
      return false;
    }
  }

  private Optional<Problem> found(Problem problem, Exception why) {
    LOG.debug("drive {} {}", drive.drive().label(), problem.description(), why);
    return Optional.of(problem);
  }
}
