package dev.coffer.application.download;

import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.download.Download.Content;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The downloads of this instance, by appliances and operators. Their number at the same time is
 * limited. Downloads by operators count for the system and organization of the backup as well.
 */
public final class PermittedDownloads {

  private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

  private final Supplier<CopyReader> reader;
  private final Shares shares;

  /**
   * @param reader requested when the first content is opened
   */
  public PermittedDownloads(Supplier<CopyReader> reader, Shares shares) {
    this.reader = reader;
    this.shares = shares;
  }

  /** Returns a download. No drive is used before its content is opened. */
  public Download of(StoredBackup stored) {
    return of(stored, () -> {});
  }

  /**
   * Does the same as {@link #of(StoredBackup)}.
   *
   * @param beforeBytes runs before any byte is handed out; if it throws, none is
   */
  Download of(StoredBackup stored, Runnable beforeBytes) {
    return Download.of(stored.backup(), new Copies(stored, beforeBytes));
  }

  /** The intact copies of one backup. They are tried in order until one opens. */
  private final class Copies implements Content {

    private final StoredBackup stored;
    private final Runnable beforeBytes;

    Copies(StoredBackup stored, Runnable beforeBytes) {
      this.stored = stored;
      this.beforeBytes = beforeBytes;
    }

    @Override
    public Optional<InputStream> whole() {
      return firstThatOpens(copy -> reader.get().download(stored, copy));
    }

    @Override
    public Optional<InputStream> range(long offset, long length) {
      return firstThatOpens(copy -> reader.get().range(stored, copy, offset, length));
    }

    private interface Opening {
      InputStream open(IntactCopy copy);
    }

    private Optional<InputStream> firstThatOpens(Opening opening) {
      Shares.Share share = shares.request(stored.owner(), 1);
      switch (share.answer()) {
        case GIVEN -> {}
        case SHARE_IN_USE ->
            throw new TooManyDownloads(
                "the share of downloads is in use: " + stored.owner() + ", " + shares.limits());
        case ALL_IN_USE ->
            throw new StorageUnavailable(
                "as many downloads are under way as this instance takes (%d)"
                    .formatted(shares.limits().all()));
      }
      Optional<InputStream> opened = Optional.empty();
      try {
        beforeBytes.run();
        opened = firstOf(stored.intact(), opening);
        return opened.map(bytes -> new PermittedBytes(bytes, share));
      } finally {
        if (opened.isEmpty()) {
          share.close();
        }
      }
    }

    private static Optional<InputStream> firstOf(List<IntactCopy> copies, Opening opening) {
      Optional<StorageUnavailable> unreachable = Optional.empty();
      for (IntactCopy copy : copies) {
        try {
          return Optional.of(opening.open(copy));
        } catch (StorageCorrupt e) {
          LOG.error("copy {} is damaged", copy.copyId(), e);
        } catch (StorageUnavailable e) {
          unreachable = Optional.of(e);
        }
      }
      if (unreachable.isPresent()) {
        throw unreachable.get();
      }
      return Optional.empty();
    }
  }

  /** Holds its share until it is closed. */
  private static final class PermittedBytes extends FilterInputStream {

    private final Shares.Share share;

    PermittedBytes(InputStream bytes, Shares.Share share) {
      super(bytes);
      this.share = share;
    }

    @Override
    public void close() throws IOException {
      try (share) {
        super.close();
      }
    }
  }
}
