package dev.coffer.application.deletion;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Deleted backups whose bytes are due to go. */
public interface PurgeQueue {

  /** Claims due ones, longest due first; each is leased to the caller with a token of its own. */
  List<Purge> claimDue(String owner, Duration lease, int max);

  /**
   * A deleted backup.
   *
   * @param driveIds every drive that may hold bytes of it
   */
  record Purge(
      BackupId id,
      UUID systemUuid,
      BlobKey objectKey,
      WriteToken token,
      UUID leaseToken,
      List<UUID> driveIds) {}

  /** Every drive is rid of it: the row goes, its bytes count no more, the tombstone stays. */
  void purged(Purge purge);

  /** A drive refused: due again later, with the reason for operators. */
  void postpone(Purge purge, String reason, Duration delay);

  /** Forgets tombstones of purged backups older than this. */
  void forgetTombstones(Duration age);
}
