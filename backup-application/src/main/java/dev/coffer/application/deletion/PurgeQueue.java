package dev.coffer.application.deletion;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The deleted backups whose data is due to be removed. */
public interface PurgeQueue {

  /** Claims due backups, longest due first; each is leased to the caller with its own token. */
  List<Purge> claimDue(String owner, Duration lease, int max);

  /**
   * A deleted backup to purge.
   *
   * @param driveIds every drive that may hold data of it
   */
  record Purge(
      BackupId id,
      UUID systemUuid,
      BlobKey objectKey,
      WriteToken token,
      UUID leaseToken,
      List<UUID> driveIds) {}

  /**
   * Records that no drive has any data of the backup: its row is deleted and its bytes no longer
   * count, but the tombstone stays.
   */
  void purged(Purge purge);

  /** Records that a drive failed: the purge is due again later. Operators see the reason. */
  void postpone(Purge purge, String reason, Duration delay);

  /** Deletes tombstones of purged backups that are older than this. */
  void forgetTombstones(Duration age);
}
