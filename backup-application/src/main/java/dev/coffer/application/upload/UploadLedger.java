package dev.coffer.application.upload;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The attempts to store a backup: an intent before the first byte, a commit after the last. Each
 * method is one transaction; none is open while bytes are transferred. An attempt is held by a
 * lease, and each claim has its own fencing token. Leases are compared on the index's clock, never
 * on the caller's.
 */
public interface UploadLedger {

  /**
   * Begins an attempt. Checks, in this order: the system is served, its cap admits the size, the
   * idempotency key, the allowance, free quota, and that the instance has a permit. Then reserves
   * the announced bytes, takes the system's next number and records the intent. Only recorded
   * intents count towards the allowance; refused and replayed requests do not.
   */
  BeginResult begin(Intent intent, UploadAllowance allowance);

  /**
   * An upload that is about to start.
   *
   * @param claimedName as sanitised; empty when the sender gave none, which matters only for the
   *     fingerprint of an idempotency key
   * @param driveId the primary drive
   * @param hasPermit whether this instance has a permit for the upload. Without one, everything
   *     else is checked first, so that the sender learns what is wrong with the upload rather than
   *     that the instance is busy
   */
  record Intent(
      Caller caller,
      BackupId id,
      WriteToken token,
      BlobKey objectKey,
      UUID driveId,
      Filename filename,
      Optional<Filename> claimedName,
      BackupExtension extension,
      MediaType mediaType,
      ByteSize size,
      Optional<IdempotencyKey> idempotencyKey,
      Lease lease,
      boolean hasPermit) {}

  /**
   * The lease of an attempt.
   *
   * @param owner the instance, for people
   * @param token new for each claim; every later statement carries it
   */
  record Lease(String owner, UUID token, Duration duration) {}

  sealed interface BeginResult
      permits Begun, BegunAgain, Replay, NoPermit, UploadRefusal.BeforeBytes {}

  record Begun(Attempt attempt) implements BeginResult {}

  /**
   * The key was used before for an available backup of the same length and name, but no intact copy
   * of it is left. The backup is uploaded once more, and from now on the key stands for this
   * attempt.
   *
   * @param expected the SHA-256 that the same bytes have
   */
  record BegunAgain(Attempt attempt, Sha256 expected) implements BeginResult {}

  /** The key was used before for an intact backup of the same length and name. */
  record Replay(Backup backup) implements BeginResult {}

  /** The only obstacle is that the instance has no permit: {@link Intent#hasPermit} is false. */
  record NoPermit() implements BeginResult {}

  /**
   * An attempt, as its holder knows it.
   *
   * @param receivedAt on the index's clock
   */
  record Attempt(
      BackupId id,
      UUID systemUuid,
      WriteToken token,
      UUID leaseToken,
      BlobKey objectKey,
      UUID driveId,
      long number,
      Filename filename,
      MediaType mediaType,
      ByteSize size,
      Instant receivedAt) {}

  /**
   * Renews those of these leases that are still valid, all in one statement.
   *
   * @return the tokens of the renewed leases; a holder of any other must not rely on its lease any
   *     more
   */
  Set<UUID> renew(Collection<UUID> leaseTokens, Duration duration);

  /**
   * Makes the backup available. Repeatable, so that a caller that did not learn the outcome (a
   * {@link StorageUnavailable}) can call this again; the result is the same if the backup is
   * available already. The system must be served. For an attempt by a live request, its credential
   * must still be valid too.
   *
   * @param firstScrub when the copy on the primary drive is first scrubbed, from now
   */
  CommitResult commit(Attempt attempt, ContentDigests digests, Duration firstScrub);

  /**
   * After {@link UploadRefusal.Refused}, the attempt is certainly not committed and the caller
   * still has the lease: it cleans up.
   */
  sealed interface CommitResult permits Committed, Superseded, UploadRefusal.Refused {}

  record Committed(Backup backup) implements CommitResult {}

  /** Another holder has the attempt: the caller changes nothing. */
  record Superseded() implements CommitResult {}

  /**
   * Ends an attempt as failed and releases its reservation: nobody can make it available from then
   * on. Operators still see the attempt in lists, with its reason.
   *
   * @param cleanupAfter when {@link #claimForCleanup} returns it; 0 = never. Needed when something
   *     of the attempt may still be stored, or written later
   * @return false when the caller has lost the lease: nothing was changed, and the objects of the
   *     attempt may be a backup by now
   */
  boolean abandon(Attempt attempt, String reason, Duration cleanupAfter);

  /**
   * Claims failed attempts that are due for a clean-up. Each can be claimed again after {@code
   * retry} until it was {@linkplain #markClean marked clean}.
   */
  List<Attempt> claimForCleanup(Duration retry, int max);

  /**
   * Records that nothing of a failed attempt is left at the moment. If the attempt failed less than
   * {@code settledAfter} ago, it is due once more at that time, because nothing can write for it
   * after that; otherwise it is never due again.
   */
  void markClean(Attempt attempt, Duration settledAfter);

  /**
   * Claims attempts whose lease has ended; each gets a new lease for the caller, with its own
   * token.
   */
  List<Attempt> claimExpired(String owner, Duration duration, int max);

  /**
   * Ends the leases of all other owners immediately. For an index that only one process uses: the
   * leases are left over from processes that have ended.
   */
  void expireOthers(String owner);

  /**
   * Deletes failed attempts that are older than {@code age} and, for each system, all but the
   * newest {@code keep}, except those that wait for a clean-up. Also deletes idempotency keys older
   * than {@code keyAge}.
   */
  void forget(Duration age, int keep, Duration keyAge);
}
