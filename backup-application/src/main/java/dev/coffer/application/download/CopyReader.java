package dev.coffer.application.download;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens copies, and records those that are found missing or damaged on the way. Thread-safe. */
public final class CopyReader {

  private static final Logger LOG = LoggerFactory.getLogger(CopyReader.class);

  private final BackupIndex index;
  private final Drives drives;

  public CopyReader(BackupIndex index, Drives drives) {
    this.index = index;
    this.drives = drives;
  }

  /**
   * All of it, hashed as it passes.
   *
   * @throws StorageCorrupt when it is missing, or small enough to be known damaged at once
   */
  public InputStream whole(StoredBackup stored, IntactCopy copy) {
    InputStream raw = range(stored, copy, 0, stored.backup().size().bytes());
    try {
      return new VerifiedBytes(raw, stored.backup(), finding -> markDamaged(stored, copy, finding));
    } catch (StorageException e) {
      closeQuietly(raw);
      throw e;
    }
  }

  /**
   * A part, as it lies on the drive.
   *
   * @throws StorageCorrupt when the copy is missing
   */
  InputStream range(StoredBackup stored, IntactCopy copy, long offset, long length) {
    return drives
        .store(copy.driveId())
        .open(stored.objectKey(), offset, length)
        .orElseThrow(() -> {
          markDamaged(stored, copy, "missing");
          return new StorageCorrupt(stored.objectKey() + ": missing");
        });
  }

  private void markDamaged(StoredBackup stored, IntactCopy copy, String finding) {
    try {
      index.markDamaged(copy.copyId(), finding);
    } catch (StorageException e) {
      LOG.warn("damage of {} could not be recorded now", stored.objectKey(), e);
    }
  }

  static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("closing a stream that had failed", e);
    }
  }
}
