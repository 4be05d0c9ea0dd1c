package dev.coffer.application.rebuild;

import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The index's record of the {@link TenantSnapshot snapshots} and {@link HighWater marks} on each
 * drive. Any number of instances may work at the same time: at worst, an object is written twice,
 * under two numbers.
 */
public interface TenantSnapshotIndex {

  /** The number of complete objects of each kind that stay on a drive: the newest ones. */
  int KEPT = 3;

  /**
   * An object on a drive, or the intent to write one.
   *
   * @param organization whose snapshot it is; empty = the object is a mark
   */
  record Entry(long number, Optional<UUID> organization, WriteToken token) {}

  /** Records, for every drive, which organizations have changed since the last call. */
  void collect();

  /**
   * Returns organizations that have changed since their last snapshot on this drive, longest first.
   * Leaves out an organization while its snapshot is being written there, unless that began longer
   * ago than {@code writeTimeout}.
   */
  List<UUID> due(UUID driveId, Duration writeTimeout, int max);

  /**
   * Reads the current state of an organization. The intent to write it to a drive is durable when
   * this returns, so that the object is found again whatever happens.
   *
   * @return empty when the organization no longer exists
   */
  Optional<TenantSnapshot> draft(UUID driveId, UUID organization, WriteToken token);

  /**
   * Makes a high-water mark, in the same way as {@link #draft}. Empty unless a snapshot was written
   * on the drive since its last mark, or that mark is as old as {@code period}.
   */
  Optional<HighWater> mark(UUID driveId, WriteToken token, Duration period);

  /** Records that the object is stored on the drive. */
  void written(UUID driveId, long number);

  /**
   * Returns what must be removed from a drive: objects that have {@link #KEPT} newer ones of their
   * kind; objects that were begun longer ago than {@code writeTimeout} and never completed;
   * snapshots of organizations that no longer exist; and, once a newer one is there, snapshots that
   * name something that was erased since.
   */
  List<Entry> obsolete(UUID driveId, Duration writeTimeout, int max);

  /** Records that the object is no longer on the drive. */
  void removed(UUID driveId, long number);
}
