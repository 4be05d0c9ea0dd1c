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
 * The copies that are still to be made or mended, each drive's apart, and those that are due to be
 * looked at again. A copy is held by a lease with a fencing token of its own for each claim; leases
 * are compared on the index's clock.
 */
public interface CopyQueue {

  /** Before the first one in the order of {@link #plan}, and in that of {@link #requestScrubs}. */
  UUID BEGINNING = new UUID(0, 0);

  /**
   * Looks at backups in an order of their own, and plans the copies of the available ones that have
   * none on this drive, because it is newer than they are.
   *
   * @param after the {@linkplain Planned#last last} one looked at so far
   * @param max how many are looked at
   */
  Planned plan(UUID driveId, UUID after, int max);

  /**
   * What one look led to.
   *
   * @param last that was looked at; empty when there was none
   */
  record Planned(int copies, Optional<UUID> last) {}

  /** Which jobs of a drive. */
  enum JobKind {
    /** Of new backups, and damaged ones. */
    FRESH,
    /** {@linkplain #plan Planned} for a drive that came later. */
    BACKFILL
  }

  /**
   * Claims copies that are due on this drive, of available backups, longest due first. Each is
   * running then, with one attempt more.
   */
  List<Job> claim(UUID driveId, JobKind kind, String owner, Duration lease, int max);

  /**
   * A copy to be made on a drive.
   *
   * @param stored what, and the intact copies on other drives that it can be made from
   * @param attempts this one included
   */
  record Job(
      UUID copyId,
      UUID leaseToken,
      UUID driveId,
      UUID systemUuid,
      StoredBackup stored,
      int attempts) {}

  /**
   * Prolongs the leases with these tokens that are still alive, and answers which these are. Who
   * holds one of the others must not think that it still does.
   */
  Set<UUID> renew(Collection<UUID> leaseTokens, Duration lease);

  /**
   * The copy lies whole and verified on its drive; its backup is intact again if it was not. That
   * one was made anew is an event of the {@link AuditLog}.
   *
   * @param firstScrub when the copy is first scrubbed, from now
   */
  FinishResult finish(Job job, Duration firstScrub);

  enum FinishResult {
    FINISHED,
    /** The backup was purged meanwhile: the caller removes what it made. */
    GONE,
    /** The job is another's by now: the caller touches nothing. */
    SUPERSEDED
  }

  /**
   * An attempt did not succeed: pending again, or failed once its tries are used up, and due after
   * the back-off. Does nothing when the job is another's by now.
   */
  void fail(Job job, String reason, Backoff backoff);

  /** A drive does not answer: counts as an attempt of every copy that is due there. */
  void failDue(UUID driveId, String reason, Backoff backoff);

  /**
   * Makes the failed copies of an available backup pending, without attempts and due now; also
   * those that wait after so many attempts that they show as failed. Others are left alone. An
   * event of the {@link AuditLog}.
   */
  Fleet.RetryResult retry(Authority by, BackupId id);

  /** A drive answers again: what waits for its next attempt there is due now. */
  void retryNow(UUID driveId);

  /**
   * Copies of available backups on this drive whose bytes are due to be looked at again: finished
   * ones, longest due first, and then those that were found damaged, which may be good by now. Each
   * comes again after {@code retry} until it was {@linkplain #scrubbed scrubbed}.
   */
  List<Scrub> claimScrubs(UUID driveId, Duration retry, int max);

  /** A copy whose bytes are to be compared with their SHA-256. */
  record Scrub(UUID copyId, UUID driveId, UUID systemUuid, StoredBackup stored) {}

  /**
   * All of it was read; due again after about {@code next}. A copy that was damaged and is good is
   * finished again, and its backup intact: an event of the {@link AuditLog}. Damage itself is not
   * recorded here, but by {@link BackupIndex#markDamaged} before.
   *
   * @return whether the backup is still available. If it is not, its purge may be over: the caller
   *     removes a manifest that it has written.
   */
  boolean scrubbed(Scrub scrub, ScrubFinding finding, Duration next);

  /** What a scrub has found. */
  record ScrubFinding(boolean isIntact, ManifestFinding manifest) {}

  /** Whether the manifest of a copy was what the index has. */
  enum ManifestFinding {
    RIGHT,
    /** It was missing or wrong, and is right now. */
    REWRITTEN,
    /** It is missing or wrong, and could not be written. */
    MISSING
  }

  /** Copies of available backups that are not finished on this drive, counted. */
  Copies.Backlog backlog(UUID driveId);

  /**
   * Copies of available backups that are finished, or were found damaged.
   *
   * @param drives on which they lie
   * @param systemUuid whose backups they are; empty = any
   */
  record Selection(Set<UUID> drives, Optional<UUID> systemUuid) {

    public Selection {
      drives = Set.copyOf(drives);
    }
  }

  /**
   * Makes copies due to be scrubbed now, in an order of their own, and remembers of each that it
   * was asked for until it was read.
   *
   * @param after the {@linkplain Requested#last last} one asked for so far
   * @param max how many are asked for
   */
  Requested requestScrubs(Selection selection, UUID after, int max);

  /**
   * What one request led to.
   *
   * @param last that was asked for; empty when there was none left
   */
  record Requested(long copies, ByteSize size, Optional<UUID> last) {}

  /**
   * What was asked for and not read yet, what was found damaged, and the state of manifests.
   *
   * @param since of what was found, in the order in which it was
   */
  Copies.ScrubProgress scrubs(Selection selection, Instant since);
}
