package dev.coffer.application.copies;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The queues of copies that must be made, repaired or scrubbed, one queue for each drive. A copy is
 * held by a lease, and each claim has its own fencing token. Leases are compared on the index's
 * clock.
 */
public interface CopyQueue {

  /** Comes before all ids, in the order of {@link #plan} and of {@link #requestScrubs}. */
  UUID BEGINNING = new UUID(0, 0);

  /**
   * Looks at backups in the order of their ids, and plans a copy of each available one that has
   * none on this drive, because the drive was added later.
   *
   * @param after the {@linkplain Planned#last last} backup that was looked at so far
   * @param max how many backups to look at
   */
  Planned plan(UUID driveId, UUID after, int max);

  /**
   * The outcome of one call of {@link #plan}.
   *
   * @param last the last backup that was looked at; empty when there was none
   */
  record Planned(int copies, Optional<UUID> last) {}

  /** Which of a drive's copies to claim. */
  enum JobKind {
    /** Copies of new backups, and of damaged copies. */
    FRESH,
    /** Copies that were {@linkplain #plan planned} because the drive was added later. */
    BACKFILL
  }

  /**
   * Claims due copies of available backups on this drive, longest due first. Each of them is
   * running from then on, and its number of attempts has grown by one.
   */
  List<Job> claim(UUID driveId, JobKind kind, String owner, Duration lease, int max);

  /**
   * A copy to make on a drive.
   *
   * @param stored the backup, with the intact copies on other drives that it can be made from
   * @param attempts including this one
   */
  record Job(
      UUID copyId,
      UUID leaseToken,
      UUID driveId,
      UUID systemUuid,
      StoredBackup stored,
      int attempts) {}

  /**
   * Renews those of these leases that are still valid.
   *
   * @return the tokens of the renewed leases; a holder of any other must not rely on its lease any
   *     more
   */
  Set<UUID> renew(Collection<UUID> leaseTokens, Duration lease);

  /**
   * Records that the copy is complete and verified on its drive. Its backup becomes intact if it
   * was damaged. That a copy was recreated is an event of the {@link AuditLog}.
   *
   * @param firstScrub when the copy is first scrubbed, from now
   */
  FinishResult finish(Job job, Duration firstScrub);

  enum FinishResult {
    FINISHED,
    /** The backup was purged meanwhile: the caller removes its copy. */
    GONE,
    /** Another holder has the job by now: the caller changes nothing. */
    SUPERSEDED
  }

  /**
   * Records that an attempt failed. The copy is pending again, or failed once its attempts are used
   * up, and it is due after the back-off. Does nothing if another holder has the job by now.
   */
  void fail(Job job, String reason, Backoff backoff);

  /** Records that a drive does not answer: counts as an attempt of every copy that is due there. */
  void failDue(UUID driveId, String reason, Backoff backoff);

  /**
   * Makes the failed copies of an available backup pending, with their attempts reset, and due now.
   * This includes copies that show as failed while they wait for a retry. Other copies stay as they
   * are. An event of the {@link AuditLog}.
   */
  Fleet.RetryResult retry(Authority by, BackupId id);

  /** Records that a drive answers again: copies that wait for a retry on it are due now. */
  void retryNow(UUID driveId);

  /**
   * Claims copies of available backups on this drive that are due for a scrub: finished ones first,
   * longest due first, then those that were found damaged, which may be intact by now. An
   * unfinished scrub can be claimed again after {@code retry}, until it was {@linkplain #scrubbed
   * recorded}.
   */
  List<Scrub> claimScrubs(UUID driveId, Duration retry, int max);

  /** A copy to read and compare with its SHA-256. */
  record Scrub(UUID copyId, UUID driveId, UUID systemUuid, StoredBackup stored) {}

  /**
   * Keeps purges of the backup from being claimed, until the copy is {@linkplain #scrubbed
   * scrubbed} or the lease is over. To be called before a manifest of the copy is written, so that
   * the purge that follows removes this manifest as well.
   *
   * @return whether the manifest may be written: the backup is available
   */
  boolean holdPurge(Scrub scrub, Duration lease);

  /**
   * Records that a copy was read completely; it is due again after about {@code next}. A damaged
   * copy that is intact again is finished, and its backup is intact: an event of the {@link
   * AuditLog}. Damage is not recorded here but by {@link BackupIndex#markDamaged}, before this
   * call. Ends {@link #holdPurge}, also if the backup was deleted meanwhile.
   */
  void scrubbed(Scrub scrub, ScrubFinding finding, Duration next);

  /** The finding of a scrub. */
  record ScrubFinding(boolean isIntact, ManifestFinding manifest) {}

  /** Whether the manifest of a copy agreed with the index. */
  enum ManifestFinding {
    RIGHT,
    /** It was missing or wrong, and has been rewritten. */
    REWRITTEN,
    /** It is missing or wrong, and was not written. */
    MISSING
  }

  /** Counts the copies of available backups that are not finished on this drive. */
  Copies.Backlog backlog(UUID driveId);

  /**
   * Copies of available backups that are finished, or were found damaged.
   *
   * @param drives the drives that store them
   * @param systemUuid the system that owns the backups; empty = any
   */
  record Selection(Set<UUID> drives, Optional<UUID> systemUuid) {

    public Selection {
      drives = Set.copyOf(drives);
    }
  }

  /**
   * Makes copies due for a scrub now, in the order of their ids. Each is marked as requested until
   * it was read.
   *
   * @param after the {@linkplain Requested#last last} copy that was requested so far
   * @param max how many to request
   */
  Requested requestScrubs(Selection selection, UUID after, int max);

  /**
   * The outcome of one call of {@link #requestScrubs}.
   *
   * @param last the last copy that was requested; empty when none was left
   */
  record Requested(long copies, ByteSize size, Optional<UUID> last) {}

  /**
   * Returns the progress of requested scrubs, with damaged copies and the state of manifests.
   *
   * @param since separates new findings from earlier ones. Damaged copies are in the order in which
   *     they were found
   */
  Copies.ScrubProgress scrubs(Selection selection, Instant since);
}
