package dev.coffer.application.download;

import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.download.Download.Content;
import dev.coffer.application.drives.Permits;
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
 * limited.
 */
public final class PermittedDownloads {

  private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

  private final Supplier<CopyReader> reader;
  private final Permits permits;

  /**
   * @param reader requested when the first content is opened
   */
  public PermittedDownloads(Supplier<CopyReader> reader, Permits permits) {
    this.reader = reader;
    this.permits = permits;
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
      Permits.Permit permit = permits.request();
      if (!permit.isGiven()) {
        throw new StorageUnavailable(
            "as many downloads are under way as this instance takes (%d)".formatted(permits.max()));
      }
      Optional<InputStream> opened = Optional.empty();
      try {
        beforeBytes.run();
        opened = firstOf(stored.intact(), opening);
        return opened.map(bytes -> new PermittedBytes(bytes, permit));
      } finally {
        if (opened.isEmpty()) {
          permit.close();
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

  /** Holds its permit until it is closed. */
  private static final class PermittedBytes extends FilterInputStream {

    private final Permits.Permit permit;

    PermittedBytes(InputStream bytes, Permits.Permit permit) {
      super(bytes);
      this.permit = permit;
    }

    @Override
    public void close() throws IOException {
      try (permit) {
        super.close();
      }
    }
  }
}
