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
 * The attempts to store: an intent before the first byte, a commit after the last. Each method is
 * one transaction; none is open while bytes move. An attempt is held by a lease with a fencing
 * token of its own for each claim; leases are compared on the index's clock, never on the caller's.
 */
public interface UploadLedger {

  /**
   * Checks, in this order: the system is served, its cap admits the size, the idempotency key, the
   * allowance, room, and that the instance takes it. Then reserves the announced bytes, takes the
   * system's next number and records the intent, which counts for the allowance; what is refused or
   * replayed does not.
   */
  BeginResult begin(Intent intent, UploadAllowance allowance);

  /**
   * What is about to be stored.
   *
   * @param claimedName as sanitised; empty when the sender gave none, which matters for the
   *     fingerprint of an idempotency key only
   * @param driveId the primary drive
   * @param taken whether this instance has a permit for it; without one all else is asked first, so
   *     that a sender learns what is wrong with the upload rather than that we are busy
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
      boolean taken) {}

  /**
   * Who holds an attempt.
   *
   * @param owner the instance, for people
   * @param token fresh for each claim; every later statement carries it
   */
  record Lease(String owner, UUID token, Duration duration) {}

  sealed interface BeginResult
      permits Begun, BegunAgain, Replay, NotTaken, UploadRefusal.BeforeBytes {}

  record Begun(Attempt attempt) implements BeginResult {}

  /**
   * The key was used before for an available backup of the same length and name, of which no intact
   * copy is left: it is begun once more, and the key stands for this attempt from now on.
   *
   * @param expected what the same bytes have as their SHA-256
   */
  record BegunAgain(Attempt attempt, Sha256 expected) implements BeginResult {}

  /** The key was used before for an intact backup of the same length and name. */
  record Replay(Backup backup) implements BeginResult {}

  /** Nothing is wrong with it but that it was not {@linkplain Intent#taken taken}. */
  record NotTaken() implements BeginResult {}

  /**
   * One attempt as its holder knows it.
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
   * Prolongs the leases with these tokens that are still alive, all in one statement, and answers
   * which these are. Who holds one of the others must not think that it still does.
   */
  Set<UUID> renew(Collection<UUID> leaseTokens, Duration duration);

  /**
   * Makes the backup available, or says that it is: repeatable, so that a caller who did not learn
   * the outcome (a {@link StorageUnavailable}) asks again. The system must be served and, for an
   * attempt by a live request, its credential must still be valid.
   *
   * @param firstScrub when the copy on the primary drive is first scrubbed, from now
   */
  CommitResult commit(Attempt attempt, ContentDigests digests, Duration firstScrub);

  /**
   * With {@link UploadRefusal.Refused} it is certainly not committed, and the lease is still the
   * caller's: the caller cleans up.
   */
  sealed interface CommitResult permits Committed, Superseded, UploadRefusal.Refused {}

  record Committed(Backup backup) implements CommitResult {}

  /** The attempt is not the caller's any more: the caller touches nothing. */
  record Superseded() implements CommitResult {}

  /**
   * Ends an attempt as failed and gives its reservation back: nobody can make it available from
   * then on. The attempt stays listed for operators, with its reason.
   *
   * @param cleanupAfter when {@link #claimForCleanup} gives it out; 0 = never. For an attempt of
   *     which something may still lie, or be written, somewhere
   * @return false when the lease is not the caller's any more: nothing happened, and what the
   *     attempt has written may be a backup by now
   */
  boolean abandon(Attempt attempt, String reason, Duration cleanupAfter);

  /**
   * Failed attempts whose time for another look has come; each comes again after {@code retry}
   * until it was {@linkplain #markClean settled}.
   */
  List<Attempt> claimForCleanup(Duration retry, int max);

  /**
   * Nothing of a failed attempt is left at the moment. It is given out once more when it failed
   * {@code settledAfter} ago, for then nobody can be writing for it any more; and never again where
   * that is past.
   */
  void markClean(Attempt attempt, Duration settledAfter);

  /** Attempts whose lease is over, each now leased to the caller with a token of its own. */
  List<Attempt> claimExpired(String owner, Duration duration, int max);

  /**
   * Ends the leases of everybody but {@code owner} at once: for an index that one process has to
   * itself, where they are left over from processes that are gone.
   */
  void expireOthers(String owner);

  /**
   * Forgets failed attempts older than {@code age}, and of each system all but the newest {@code
   * keep}, but none that waits for another look; and idempotency keys older than {@code keyAge}.
   */
  void forget(Duration age, int keep, Duration keyAge);
}
