package dev.coffer.application.catalog;

import dev.coffer.application.access.Access;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Owner;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The stored backups and their owners. Answers reflect every transaction that was acknowledged
 * before the query, on any instance. Every statement that serves an appliance carries its system's
 * id.
 */
public interface BackupIndex {

  /**
   * Recognises the caller, as {@link CallerIndex#system} does, and lists its backups in the same
   * query. The list is empty when no credential matches.
   *
   * @param candidates HMACs of the presented secret, one for each pepper in use
   * @return empty when there is no such system
   */
  Optional<Listing> list(SystemId id, List<SecretHmac> candidates, ListWindow window);

  /**
   * A system's backups.
   *
   * @param revision grows with every change of the complete list
   * @param backups available backups within the window, highest number first
   */
  record Listing(Access access, long revision, List<Backup> backups) {}

  /**
   * Runs the query of {@link #list} for a system that does not exist; takes seconds at most.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when lists cannot be served
   */
  Condition condition();

  /** The condition of an index that can serve lists. */
  enum Condition {
    WRITABLE,

    /** It is a standby, or set to read-only. */
    READ_ONLY,

    /** It refused a change because the disk is full, and still would. */
    FULL
  }

  /** Finds an available backup of this system. The extension must match too. */
  Optional<StoredBackup> find(UUID systemUuid, BackupRef ref);

  /**
   * A backup and the copies that it can be read from.
   *
   * @param owner the system that it belongs to now
   * @param intact finished copies that were not found damaged, primary drive first
   */
  record StoredBackup(
      Backup backup, Owner owner, BlobKey objectKey, WriteToken token, List<IntactCopy> intact) {}

  record IntactCopy(UUID copyId, UUID driveId) {}

  /** Returns the digests of a backup's blocks; empty when none are recorded. */
  Optional<BlockDigests> blocks(StoredBackup stored);

  /**
   * Records the digests of the blocks of a backup that has none, or whose digests were made under a
   * key that the vault no longer has. Does nothing when the backup is gone.
   *
   * @param blocks digests of bytes that matched the backup's SHA-256
   */
  void recordBlocks(StoredBackup stored, BlockDigests blocks);

  /**
   * Records that a copy was found missing or damaged. The copy becomes failed; the backup becomes
   * damaged if this was its last intact copy. Repeatable; the first call is an event of the {@link
   * AuditLog}.
   *
   * @param finding what was found, for operators
   */
  void markDamaged(UUID copyId, String finding);
}
