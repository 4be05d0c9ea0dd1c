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
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is stored and whose it is. Answers reflect every transaction that was acknowledged before
 * the question, on any instance. Every statement that serves an appliance carries its system.
 */
public interface BackupIndex {

  /**
   * Who presents this, as {@link CallerIndex#system}, and the list in one question. Lists nothing
   * when no credential matches.
   *
   * @param candidates HMACs of the presented secret, one for each pepper in use
   * @return empty when there is no such system
   */
  Optional<Listing> list(SystemId id, List<SecretHmac> candidates, ListWindow window);

  /**
   * A system's backups.
   *
   * @param revision grows with every change of the whole list
   * @param backups available ones within the window, by number, highest first
   */
  record Listing(Access access, long revision, List<Backup> backups) {}

  /**
   * Asks as {@link #list} does, of a system that does not exist, within seconds.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when lists cannot be served
   */
  Condition condition();

  /** What an index that serves lists is good for. */
  enum Condition {
    WRITABLE,

    /** A standby, or set to read-only. */
    READ_ONLY,

    /** It refused a change for lack of room, and still would. */
    FULL
  }

  /** An available backup of this system; the extension must match too. */
  Optional<StoredBackup> find(UUID systemUuid, BackupRef ref);

  /**
   * A backup and where its bytes lie.
   *
   * @param intact copies that finished and were not found damaged, primary drive first
   */
  record StoredBackup(
      Backup backup, BlobKey objectKey, WriteToken token, List<IntactCopy> intact) {}

  record IntactCopy(UUID copyId, UUID driveId) {}

  /** Digests of the blocks of a stored backup; empty where none are recorded. */
  Optional<BlockDigests> blocks(StoredBackup stored);

  /**
   * Records digests of the blocks of a backup that was stored without them, or whose former ones
   * cannot be compared with any more. Does nothing when the backup is gone.
   *
   * @param blocks of bytes that matched their SHA-256
   */
  void recordBlocks(StoredBackup stored, BlockDigests blocks);

  /**
   * Records that a copy was found missing or damaged: it becomes failed, and the backup damaged
   * when it was the last intact one. Repeatable; the first time is an event of the {@link
   * AuditLog}.
   *
   * @param finding what was found, for operators
   */
  void markDamaged(UUID copyId, String finding);
}
