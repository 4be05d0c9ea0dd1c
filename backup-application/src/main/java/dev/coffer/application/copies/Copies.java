package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Queries about the copies on drives, for operators, and work that they start now rather than at
 * its regular time. A request only queues the work; running instances do it.
 */
public interface Copies {

  /** Returns the copies that a drive is missing; empty when there is no such drive. */
  Optional<Backlog> backlog(String label);

  /**
   * Copies of available backups that are not finished on a drive.
   *
   * @param waiting planned, or in progress
   * @param failed missing, damaged, or tried so often that they show as failed while they are still
   *     retried
   */
  record Backlog(long waiting, ByteSize waitingSize, long failed, ByteSize failedSize) {}

  /** Plans all copies that a drive lacks immediately, instead of with the next hourly pass. */
  BackfillResult backfill(String label);

  sealed interface BackfillResult {}

  /**
   * All missing copies are planned; running instances make them.
   *
   * @param copies the number that were not planned before
   */
  record Planned(long copies) implements BackfillResult {}

  /** The drive gets no copies, because no instance has it in its configuration. */
  record NotConfigured() implements BackfillResult {}

  /**
   * Makes copies due for a scrub now: they are read and compared with their SHA-256. Includes
   * copies that were found damaged before.
   */
  ScrubResult scrub(Selection selection);

  /**
   * Copies of available backups that are finished, or were found damaged.
   *
   * @param drive label of the drive that stores them; empty = any
   * @param system the system that owns the backups; empty = any
   */
  record Selection(Optional<String> drive, Optional<SystemId> system) {}

  sealed interface ScrubResult {}

  /**
   * The copies are due; running instances read them, at their limited rate.
   *
   * @param at on the index's clock, earlier than all of these reads
   * @param copies the number of copies
   * @param size their total size
   */
  record Requested(Instant at, long copies, ByteSize size) implements ScrubResult {}

  record UnknownSystem() implements ScrubResult {}

  record UnknownDrive() implements BackfillResult, ScrubResult {}

  /**
   * Returns the progress of a requested scrub.
   *
   * @param since separates what was found by this scrub from what was known before
   */
  ScrubProgress scrubProgress(Selection selection, Instant since);

  /**
   * The rest of a scrub, and its findings so far.
   *
   * @param waiting copies that were not completely read yet
   * @param damaged found by this scrub, and found earlier and still damaged
   */
  record ScrubProgress(
      long waiting, ByteSize waitingSize, List<DamagedCopy> damaged, Manifests manifests) {

    public ScrubProgress {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * The state of the manifests of copies.
   *
   * @param rewritten since the given time
   * @param missing now missing or wrong: they could not be written at the last check
   */
  record Manifests(long rewritten, long missing) {

    public static final Manifests ALL_RIGHT = new Manifests(0, 0);
  }

  /**
   * A copy that was found missing or damaged, by a scrub or otherwise.
   *
   * @param drive label of its drive
   * @param finding what was found; kept until the copy is repaired
   * @param state whether it is being repaired
   * @param wasKnown whether it was found before the given time, and is still damaged
   */
  record DamagedCopy(
      BackupId backupId,
      SystemId systemId,
      String drive,
      Optional<String> finding,
      DamageState state,
      boolean wasKnown) {}

  /** Whether a damaged copy is being repaired. */
  enum DamageState {
    /** A scrub that is requested now reads it. */
    DAMAGED,
    /** It is being recreated, or waits for that: no scrub reads it. */
    UNDER_REPAIR,
    REPAIRED;

    /** Returns the state of a copy that was found damaged. */
    public static DamageState of(CopyStatus status) {
      return switch (status) {
        case FAILED, DELETING -> DAMAGED;
        case PENDING, RUNNING -> UNDER_REPAIR;
        case FINISHED -> REPAIRED;
      };
    }
  }
}
