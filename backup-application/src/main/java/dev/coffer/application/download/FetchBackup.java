package dev.coffer.application.download;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import java.io.InputStream;
import java.util.Optional;

/** Gives a system one of its backups back. */
@FunctionalInterface
public interface FetchBackup {

  /** Finds the backup; no drive is touched before {@link Content} is asked. */
  Result fetch(Caller caller, BackupRef ref);

  sealed interface Result {}

  record Found(Backup backup, Content content) implements Result {}

  /** Unknown, deleted, not yet stored, or another system's: which of them is not told. */
  record NotFound() implements Result {}

  /** Where the bytes come from. The receiver closes what it opens. */
  interface Content {

    /**
     * The whole backup. A backup of at most 64 KiB has been verified when this returns; of a larger
     * one the last 64 KiB come only after the SHA-256 of all of it matched, otherwise the read
     * fails with {@code StorageCorrupt}, so that damaged bytes never arrive as complete.
     *
     * @return empty when every copy is known to be missing or damaged
     * @throws dev.coffer.application.drives.StorageUnavailable when a copy that may be good cannot
     *     be reached, or as many downloads are under way here as this instance takes
     */
    Optional<InputStream> whole();

    /**
     * A part, as it lies on the drive: not verified, which takes the whole.
     *
     * @param offset first byte, from 0
     * @param length number of bytes, 1 or more, within the backup
     * @return as {@link #whole}
     */
    Optional<InputStream> range(long offset, long length);
  }
}
