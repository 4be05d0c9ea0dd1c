package dev.coffer.application.download;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Sha256;
import java.io.InputStream;
import java.util.Optional;

/**
 * A backup that was found, and the way to its bytes. No drive is touched before the content is
 * opened.
 *
 * @param sha256 of all bytes, as they were when they were stored
 * @param damaged whether no intact copy is known
 */
public record Download(
    Filename filename,
    BackupExtension extension,
    ByteSize size,
    Sha256 sha256,
    boolean damaged,
    Content content) {

  public static Download of(Backup backup, Content content) {
    return new Download(
        backup.filename(),
        backup.extension(),
        backup.size(),
        backup.sha256(),
        backup.damaged(),
        content);
  }

  /** Where the bytes come from. The receiver closes what it opens. */
  public interface Content {

    /**
     * The whole backup. No byte is given out before it is proved: a backup of one block (512 KiB)
     * has been verified when this returns; a larger one is proved block by block, and its last 64
     * KiB come only after the SHA-256 of all of it matched. Where a block is damaged, the read
     * fails with {@code StorageCorrupt} before its first byte.
     *
     * @return empty when every copy is known to be missing or damaged
     * @throws dev.coffer.application.drives.StorageUnavailable when a copy that may be good cannot
     *     be reached, or as many downloads are running here as this instance takes
     */
    Optional<InputStream> whole();

    /**
     * A part, proved block by block as the whole is. A backup that was stored without digests of
     * its blocks is read and hashed from its start before this returns, once.
     *
     * @param offset first byte, from 0
     * @param length number of bytes, 1 or more, within the backup
     * @return as {@link #whole}
     */
    Optional<InputStream> range(long offset, long length);
  }
}
