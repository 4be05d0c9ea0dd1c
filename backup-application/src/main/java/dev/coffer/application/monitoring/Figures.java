package dev.coffer.application.monitoring;

import dev.coffer.domain.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of the whole vault, as they were last counted. Nothing in them is smaller than a drive:
 * no system, no organization and no backup can be derived from them.
 */
public interface Figures {

  /** What was counted last; asks nothing itself. */
  Shown show();

  /** The transfers of this instance at this moment; asks nothing itself. */
  Transfers transfers();

  /**
   * Transfers that are running.
   *
   * @param maxUploads 0 = no limit
   * @param maxDownloads 0 = no limit
   */
  record Transfers(int uploads, int maxUploads, int downloads, int maxDownloads) {}

  /**
   * What was counted. Nothing while the index does not answer, or when it was counted too long ago
   * to be taken for the present.
   *
   * @param finishedCopies on each drive, by its label
   */
  record Shown(
      Optional<Reading<Facts>> facts, Optional<Reading<Map<String, Long>>> finishedCopies) {}

  /**
   * A value and how long ago it was asked for.
   *
   * @param age counted from the beginning of the question
   */
  record Reading<T>(T value, Duration age) {}

  /**
   * Counts over all systems.
   *
   * @param drives every one that was not taken out for good
   * @param uploadsUnderWay in all instances
   * @param failedLastDay uploads that began in the last 24 hours and failed
   * @param damagedBackups without an intact copy
   * @param used bytes of all organizations together, those in deletion grace included
   * @param usageDrift how far off the counts were that the last audit has mended
   */
  record Facts(
      List<DriveFacts> drives,
      LastSuccesses lastSuccesses,
      long uploadsUnderWay,
      long failedLastDay,
      long damagedBackups,
      ByteSize used,
      ByteSize usageDrift) {

    public Facts {
      drives = List.copyOf(drives);
    }
  }

  /**
   * The copies of available backups on one drive that are not finished, by their status.
   *
   * @param oldestPending since the copy was planned that waits longest to be made for the first
   *     time, and has not failed so often that it counts as failed; 0 = none waits
   * @param scrubOverdue since the copy was due that should have been looked at again first; 0 =
   *     none is due
   */
  record DriveFacts(
      String label,
      long pending,
      long running,
      long failed,
      Duration oldestPending,
      Duration scrubOverdue) {}

  /**
   * Active systems by the age of their newest available backup.
   *
   * @param byAge one number for each of {@link #BOUNDS}: how many systems are younger than it and
   *     not younger than the one before; the last number is of those that are older than all
   * @param never systems without an available backup
   */
  record LastSuccesses(List<Long> byAge, long never) {

    public static final List<Duration> BOUNDS =
        List.of(
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(7),
            Duration.ofDays(30));

    public LastSuccesses {
      byAge = List.copyOf(byAge);
      if (byAge.size() != BOUNDS.size() + 1) {
        throw new IllegalArgumentException(
            "byAge: \"%d\" (expected: %d numbers)".formatted(byAge.size(), BOUNDS.size() + 1));
      }
    }
  }
}
