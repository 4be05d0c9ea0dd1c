package dev.coffer.application.monitoring;

import dev.coffer.domain.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vault-wide figures, as of the last count. None is more detailed than a drive: nothing about a
 * single system, organization or backup can be derived from them.
 */
public interface Figures {

  /** Returns the last counts, without a query. */
  Shown show();

  /** Returns the transfers that this instance runs at this moment, without a query. */
  Transfers transfers();

  /**
   * Running transfers.
   *
   * @param maxUploads 0 = no limit
   * @param maxDownloads 0 = no limit
   */
  record Transfers(long uploads, long maxUploads, long downloads, long maxDownloads) {}

  /**
   * The last counts. A count is empty while the index does not answer, or when it is too old to be
   * shown.
   *
   * @param finishedCopies the number on each drive, by its label
   */
  record Shown(
      Optional<Reading<Facts>> facts, Optional<Reading<Map<String, Long>>> finishedCopies) {}

  /**
   * A value and its age.
   *
   * @param age since the query for it began
   */
  record Reading<T>(T value, Duration age) {}

  /**
   * Counts over all systems.
   *
   * @param drives every drive that was not removed
   * @param uploadsUnderWay in all instances
   * @param failedLastDay uploads that began in the last 24 hours and failed
   * @param damagedBackups backups without an intact copy
   * @param used bytes of all organizations together, including deleted backups within their grace
   *     period
   * @param usageDrift how wrong the counts were that the last audit corrected
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
   * @param oldestPending age of the oldest copy that waits to be made for the first time and does
   *     not count as failed yet; 0 = none waits
   * @param scrubOverdue age of the most overdue scrub; 0 = none is due
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
   * @param byAge for each of {@link #BOUNDS}, the number of systems that are younger than it and
   *     not younger than the bound before it; the last number counts the systems that are older
   *     than all bounds
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
