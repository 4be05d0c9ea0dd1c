package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What operators ask about the copies on drives, and what they start now that the vault would do
 * later. Running instances do the work; here it is only put into the queue.
 */
public interface Copies {

  /** The copies that a drive is missing. Empty when there is no such drive. */
  Optional<Backlog> backlog(String label);

  /**
   * Copies of available backups that are not finished on a drive.
   *
   * @param waiting planned, or being made
   * @param failed missing, damaged, or tried so often that they show as failed while they are tried
   *     again
   */
  record Backlog(long waiting, ByteSize waitingSize, long failed, ByteSize failedSize) {}

  /** Plans all copies that a drive lacks now, and not with the next hourly pass. */
  BackfillResult backfill(String label);

  sealed interface BackfillResult {}

  /**
   * All missing copies are planned; running instances make them.
   *
   * @param copies that were not planned before
   */
  record Planned(long copies) implements BackfillResult {}

  /** It gets no copies, because no instance has it in its configuration. */
  record NotConfigured() implements BackfillResult {}

  /**
   * Makes copies due to be read and compared with their SHA-256 now, also those that were found
   * damaged before.
   */
  ScrubResult scrub(Selection selection);

  /**
   * Copies of available backups that are finished, or were found damaged.
   *
   * @param drive label of the drive on which they lie; empty = any
   * @param system whose backups they are; empty = any
   */
  record Selection(Optional<String> drive, Optional<SystemId> system) {}

  sealed interface ScrubResult {}

  /**
   * They are due; running instances read them, at their limited rate.
   *
   * @param at on the index's clock, before all of them
   */
  record Requested(Instant at, long copies, ByteSize size) implements ScrubResult {}

  record UnknownSystem() implements ScrubResult {}

  record UnknownDrive() implements BackfillResult, ScrubResult {}

  /**
   * How far a requested scrub is.
   *
   * @param since tells what was found now from what was known before
   */
  ScrubProgress scrubProgress(Selection selection, Instant since);

  /**
   * What is left of a scrub, and what was found.
   *
   * @param waiting copies that were not read to their end yet
   * @param damaged found by now; and those found earlier that are still damaged
   */
  record ScrubProgress(
      long waiting, ByteSize waitingSize, List<DamagedCopy> damaged, Manifests manifests) {

    public ScrubProgress {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * Manifests of copies.
   *
   * @param rewritten since the time asked about
   * @param missing now, or wrong: they could not be written when they were last looked at
   */
  record Manifests(long rewritten, long missing) {

    public static final Manifests ALL_RIGHT = new Manifests(0, 0);
  }

  /**
   * A copy that was found missing or damaged, by a scrub or otherwise.
   *
   * @param drive label of its drive
   * @param finding what was found, as long as it is not repaired
   * @param state what became of it
   * @param wasKnown whether it was found before the time asked about, and is still damaged
   */
  record DamagedCopy(
      BackupId backupId,
      SystemId systemId,
      String drive,
      Optional<String> finding,
      DamageState state,
      boolean wasKnown) {}

  /** What became of a damaged copy. */
  enum DamageState {
    /** A scrub that is asked for now reads it. */
    DAMAGED,
    /** It is being made again, or waits for that: no scrub reads it. */
    UNDER_REPAIR,
    REPAIRED;

    /** Of a copy that was found damaged. */
    public static DamageState of(CopyStatus status) {
      return switch (status) {
        case FAILED, DELETING -> DAMAGED;
        case PENDING, RUNNING -> UNDER_REPAIR;
        case FINISHED -> REPAIRED;
      };
    }
  }
}
