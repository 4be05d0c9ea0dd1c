package dev.coffer.testkit.memory;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.copies.CopyQueue.ManifestFinding;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A copy and its state; guarded by the lock of {@link InMemoryIndex}. */
final class CopyRow {

  final UUID id = UUID.randomUUID();
  final UUID driveId;
  final boolean backfill;
  CopyStatus status;
  int attempts;
  Optional<String> lastError = Optional.empty();

  /**
   * When the copy is due; while it is running, the end of its lease; empty if there is nothing to
   * do.
   */
  Optional<Instant> nextAttemptAt = Optional.empty();

  /** Whether the copy was ever finished. */
  boolean isPathKnown;

  /** When a background copy was planned. */
  Instant plannedAt = Instant.MAX;

  UUID leaseToken = UUID.randomUUID();
  Instant scrubAfter = Instant.MAX;

  /** Whether an operator requested a scrub that is not done yet. */
  boolean isScrubRequested;

  Optional<Instant> damagedAt = Optional.empty();
  Optional<Instant> manifestRewrittenAt = Optional.empty();
  boolean isManifestMissing;

  /** Until then no purge of the backup is claimed. */
  Instant purgeHeldUntil = Instant.EPOCH;

  private CopyRow(UUID driveId, boolean backfill, CopyStatus status) {
    this.driveId = driveId;
    this.backfill = backfill;
    this.status = status;
  }

  /** The copy that an upload is writing. */
  static CopyRow uploading(UUID driveId) {
    var copy = new CopyRow(driveId, false, CopyStatus.RUNNING);
    copy.attempts = 1;
    return copy;
  }

  static CopyRow planned(UUID driveId, boolean backfill, Instant now) {
    var copy = new CopyRow(driveId, backfill, CopyStatus.PENDING);
    copy.nextAttemptAt = Optional.of(now);
    copy.plannedAt = now;
    return copy;
  }

  IntactCopy intact() {
    return new IntactCopy(id, driveId);
  }

  boolean isFinished() {
    return status == CopyStatus.FINISHED;
  }

  boolean isDue(Instant now) {
    return nextAttemptAt.filter(at -> !at.isAfter(now)).isPresent();
  }

  void claim(Instant until) {
    status = CopyStatus.RUNNING;
    attempts++;
    leaseToken = UUID.randomUUID();
    nextAttemptAt = Optional.of(until);
  }

  void finish(Instant scrub) {
    status = CopyStatus.FINISHED;
    isPathKnown = true;
    lastError = Optional.empty();
    nextAttemptAt = Optional.empty();
    scrubAfter = scrub;
    isScrubRequested = false;
    isManifestMissing = false;
  }

  boolean isFoundDamaged() {
    return status == CopyStatus.FAILED && damagedAt.isPresent();
  }

  void scrubbed(ManifestFinding manifest, Instant now, Instant next) {
    scrubAfter = next;
    isScrubRequested = false;
    isManifestMissing = manifest == ManifestFinding.MISSING;
    if (manifest == ManifestFinding.REWRITTEN) {
      manifestRewrittenAt = Optional.of(now);
    }
  }

  /** Without the random part: tests use the longest delay. */
  void fail(String reason, Backoff backoff, Instant now) {
    boolean givenUp = attempts >= Copy.GIVING_UP_ATTEMPTS;
    status = givenUp ? CopyStatus.FAILED : CopyStatus.PENDING;
    lastError = Optional.of(reason);
    long doubled = backoff.first().toMillis() << (attempts - 1);
    nextAttemptAt =
        Optional.of(
            now.plusMillis(
                givenUp
                    ? backoff.givenUp().toMillis()
                    : Math.min(backoff.longest().toMillis(), doubled)));
  }

  void retry(Instant now) {
    status = CopyStatus.PENDING;
    attempts = 0;
    nextAttemptAt = Optional.of(now);
  }

  Copy copy() {
    return new Copy(id, driveId, status, attempts, lastError);
  }

  void damage(String finding, Optional<Instant> due) {
    status = CopyStatus.FAILED;
    lastError = Optional.of(finding);
    attempts = 0;
    nextAttemptAt = due;
  }

  /** For a copy that was finished before. */
  void foundDamaged(String finding, Optional<Instant> due, Instant now) {
    damage(finding, due);
    isScrubRequested = false;
    damagedAt = Optional.of(now);
  }
}
