package dev.coffer.application.rebuild;

import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the index knows of the {@link TenantSnapshot snapshots} and {@link HighWater marks} on each
 * drive. Any number of instances may work at once: at worst an object is written twice, under two
 * numbers.
 */
public interface TenantSnapshotIndex {

  /** So many of the newest whole ones of each kind stay on a drive. */
  int KEPT = 3;

  /**
   * An object on a drive, or the intent to write one.
   *
   * @param organization whose snapshot it is; empty = a mark
   */
  record Entry(long number, Optional<UUID> organization, WriteToken token) {}

  /** Notes for every drive what has changed since. */
  void collect();

  /**
   * Organizations that have changed since what a drive has of them was made, the longest first. Not
   * those of which one is being written there, unless that was begun longer ago than {@code
   * patience}.
   */
  List<UUID> due(UUID driveId, Duration patience, int max);

  /**
   * The snapshot of an organization as it is now. The intent to write it on a drive is durable when
   * this returns, so that whatever comes of it is found again.
   *
   * @return empty when there is no such organization any more
   */
  Optional<TenantSnapshot> draft(UUID driveId, UUID organization, WriteToken token);

  /**
   * A mark, as {@link #draft}, when a snapshot was written on the drive since its last one or that
   * is as old as {@code period}.
   */
  Optional<HighWater> mark(UUID driveId, WriteToken token, Duration period);

  /** It lies on the drive. */
  void written(UUID driveId, long number);

  /**
   * What is to be taken from a drive: what {@link #KEPT} later ones stand for, what was begun
   * longer ago than {@code patience} and not written, snapshots of organizations that are gone,
   * and, once a later one is there, those that name what was erased since.
   */
  List<Entry> obsolete(UUID driveId, Duration patience, int max);

  /** It does not lie on the drive any more. */
  void removed(UUID driveId, long number);
}
