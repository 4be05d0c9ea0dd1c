package dev.coffer.application.download;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Sha256;
import java.io.InputStream;
import java.util.Optional;

/**
 * A backup that was found, with access to its content. No drive is used before the content is
 * opened.
 *
 * @param sha256 of the complete backup, as it was stored
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

  /** Opens the content. The caller closes the returned stream. */
  public interface Content {

    /**
     * Opens the complete backup. No byte is handed out before it is verified: a backup of one block
     * (512 KiB) has been verified when this returns; a larger one is verified block by block, and
     * its last 64 KiB are handed out only after the SHA-256 of the whole backup has matched. If a
     * block is damaged, the read fails with {@code StorageCorrupt} before the first byte of that
     * block.
     *
     * @return empty when every copy is known to be missing or damaged
     * @throws dev.coffer.application.drives.StorageUnavailable when a copy that may be intact
     *     cannot be reached, or this instance already runs its maximum number of downloads
     * @throws TooManyDownloads when its system or organization already runs its share of downloads
     */
    Optional<InputStream> whole();

    /**
     * Opens a part, verified block by block like the complete backup. A backup that was stored
     * without block digests is read and hashed completely before this returns; this happens only
     * once.
     *
     * @param offset first byte, from 0
     * @param length number of bytes, 1 or more, within the backup
     * @return as for {@link #whole}
     */
    Optional<InputStream> range(long offset, long length);
  }
}
