package dev.coffer.testkit.memory;

import static dev.coffer.domain.backup.BackupStatus.FAILED;
import static dev.coffer.domain.backup.BackupStatus.PENDING;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Drive;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The copies of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryCopyQueue implements CopyQueue {

  /** A copy with its backup. */
  private record Found(BackupRow backup, CopyRow copy) {}

  private final Object lock;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;
  private final InMemoryAuditLog audit;
  private final Map<UUID, BackupRow> backups;
  private final Function<UUID, Drive> drives;
  private final Function<BackupRow, UUID> owner;
  private final Consumer<BackupRow> onRepaired;

  /**
   * @param lock guards all state
   * @param owner returns the organization of a backup
   * @param onRepaired is called with each backup that is intact again
   */
  InMemoryCopyQueue(
      Object lock,
      InMemoryReferenceClock reference,
      InstantSource clock,
      InMemoryAuditLog audit,
      Map<UUID, BackupRow> backups,
      Function<UUID, Drive> drives,
      Function<BackupRow, UUID> owner,
      Consumer<BackupRow> onRepaired) {
    this.lock = lock;
    this.reference = reference;
    this.clock = clock;
    this.audit = audit;
    this.backups = backups;
    this.drives = drives;
    this.owner = owner;
    this.onRepaired = onRepaired;
  }

  private Stream<Found> available(UUID driveId) {
    return backups.values().stream()
        .filter(backup -> backup.state == BackupState.AVAILABLE)
        .flatMap(backup -> backup.copies.stream().map(copy -> new Found(backup, copy)))
        .filter(found -> found.copy.driveId.equals(driveId));
  }

  private Optional<CopyRow> held(Job job) {
    return Optional.ofNullable(backups.get(job.stored().backup().id().value())).stream()
        .flatMap(backup -> backup.copies.stream())
        .filter(copy -> copy.id.equals(job.copyId()))
        .filter(copy -> isHeld(copy, job.leaseToken()))
        .findFirst();
  }

  private boolean isHeld(CopyRow copy, UUID token) {
    return copy.status == CopyStatus.RUNNING
        && copy.leaseToken.equals(token)
        && copy.nextAttemptAt.filter(reference::isLive).isPresent();
  }

  @Override
  public Planned plan(UUID driveId, UUID after, int max) {
    synchronized (lock) {
      List<BackupRow> rows = List.copyOf(backups.values());
      List<BackupRow> looked =
          rows.stream()
              .skip(rows.stream().map(BackupRow::id).toList().indexOf(after) + 1L)
              .limit(max)
              .toList();
      List<BackupRow> without =
          looked.stream()
              .filter(backup -> backup.state == BackupState.AVAILABLE)
              .filter(
                  backup -> backup.copies.stream().noneMatch(copy -> copy.driveId.equals(driveId)))
              .toList();
      without.forEach(backup -> backup.copies.add(CopyRow.planned(driveId, true, clock.instant())));
      return new Planned(
          without.size(), looked.isEmpty() ? Optional.empty() : Optional.of(looked.getLast().id()));
    }
  }

  @Override
  public List<Job> claim(UUID driveId, JobKind kind, String owner, Duration lease, int max) {
    synchronized (lock) {
      List<Found> due =
          available(driveId)
              .filter(found -> found.copy.backfill == (kind == JobKind.BACKFILL))
              .filter(found -> isDue(found.copy))
              .limit(max)
              .toList();
      due.forEach(found -> found.copy.claim(reference.ofLeases().plus(lease)));
      return due.stream().map(InMemoryCopyQueue::job).toList();
    }
  }

  private boolean isDue(CopyRow copy) {
    return copy.isDue(clock.instant())
        || (copy.status == CopyStatus.RUNNING
            && copy.nextAttemptAt.filter(until -> !reference.isLive(until)).isPresent());
  }

  private static Job job(Found found) {
    return new Job(
        found.copy.id,
        found.copy.leaseToken,
        found.copy.driveId,
        found.backup.systemUuid(),
        found.backup.stored(),
        found.copy.attempts);
  }

  @Override
  public Set<UUID> renew(Collection<UUID> leaseTokens, Duration lease) {
    synchronized (lock) {
      List<CopyRow> alive =
          backups.values().stream()
              .flatMap(backup -> backup.copies.stream())
              .filter(copy -> leaseTokens.contains(copy.leaseToken))
              .filter(copy -> isHeld(copy, copy.leaseToken))
              .toList();
      alive.forEach(copy -> copy.nextAttemptAt = Optional.of(reference.ofLeases().plus(lease)));
      return alive.stream().map(copy -> copy.leaseToken).collect(Collectors.toSet());
    }
  }

  @Override
  public FinishResult finish(Job job, Duration firstScrub) {
    synchronized (lock) {
      BackupRow backup = backups.get(job.stored().backup().id().value());
      if (backup == null) {
        return FinishResult.GONE;
      }
      Optional<CopyRow> held = held(job);
      if (held.isEmpty()) {
        return FinishResult.SUPERSEDED;
      }
      if (held.get().isPathKnown) {
        audit.record(
            Actor.vault("copies"), AuditAction.COPY_HEALED, backup, "copy " + job.copyId());
      }
      held.get().finish(clock.instant().plus(firstScrub));
      if (backup.damaged) {
        backup.damaged = false;
        onRepaired.accept(backup);
      }
      return FinishResult.FINISHED;
    }
  }

  @Override
  public void fail(Job job, String reason, Backoff backoff) {
    synchronized (lock) {
      held(job).ifPresent(copy -> copy.fail(reason, backoff, clock.instant()));
    }
  }

  @Override
  public void failDue(UUID driveId, String reason, Backoff backoff) {
    synchronized (lock) {
      available(driveId)
          .map(Found::copy)
          .filter(copy -> copy.status != CopyStatus.RUNNING && copy.isDue(clock.instant()))
          .forEach(copy -> {
            copy.attempts++;
            copy.fail(reason, backoff, clock.instant());
          });
    }
  }

  @Override
  public Fleet.RetryResult retry(Authority by, BackupId id) {
    synchronized (lock) {
      Optional<BackupRow> row =
          Optional.ofNullable(backups.get(id.value()))
              .filter(backup -> backup.state != BackupState.DELETING)
              .filter(backup -> by.reaches(owner.apply(backup)));
      if (row.isEmpty()) {
        return new Fleet.NotFound();
      }
      if (row.get().state != BackupState.AVAILABLE) {
        return new Fleet.NotStored();
      }
      List<CopyRow> failed =
          row.get().copies.stream()
              .filter(copy -> copy.status != CopyStatus.RUNNING)
              .filter(copy ->
                  BackupStatus.of(row.get().state, List.of(copy.copy())) == BackupStatus.FAILED)
              .toList();
      failed.forEach(copy -> copy.retry(clock.instant()));
      audit.record(
          by.actor(), AuditAction.COPIES_RETRIED, row.get(), "%d copies".formatted(failed.size()));
      return new Fleet.Retried(failed.size());
    }
  }

  @Override
  public void retryNow(UUID driveId) {
    synchronized (lock) {
      available(driveId)
          .map(Found::copy)
          .filter(copy -> copy.status != CopyStatus.RUNNING && copy.nextAttemptAt.isPresent())
          .forEach(copy -> copy.nextAttemptAt = Optional.of(clock.instant()));
    }
  }

  @Override
  public List<Scrub> claimScrubs(UUID driveId, Duration retry, int max) {
    synchronized (lock) {
      List<Found> due =
          available(driveId)
              .filter(found -> found.copy.isFinished() || found.copy.isFoundDamaged())
              .filter(found -> !found.copy.scrubAfter.isAfter(clock.instant()))
              .limit(max)
              .toList();
      due.forEach(found -> found.copy.scrubAfter = clock.instant().plus(retry));
      return due.stream().map(InMemoryCopyQueue::scrub).toList();
    }
  }

  private static Scrub scrub(Found found) {
    StoredBackup stored = found.backup.stored();
    return new Scrub(
        found.copy.id,
        found.copy.driveId,
        found.backup.systemUuid(),
        new StoredBackup(
            stored.backup(),
            stored.owner(),
            stored.objectKey(),
            stored.token(),
            List.of(found.copy.intact())));
  }

  private Optional<Found> available(Scrub scrub) {
    return available(scrub.driveId())
        .filter(found -> found.copy.id.equals(scrub.copyId()))
        .findFirst();
  }

  @Override
  public boolean holdPurge(Scrub scrub, Duration lease) {
    synchronized (lock) {
      Optional<Found> found = available(scrub);
      found.ifPresent(held -> held.copy.purgeHeldUntil = reference.ofLeases().plus(lease));
      return found.isPresent();
    }
  }

  @Override
  public void scrubbed(Scrub scrub, ScrubFinding finding, Duration next) {
    synchronized (lock) {
      backups.values().stream()
          .flatMap(backup -> backup.copies.stream())
          .filter(copy -> copy.id.equals(scrub.copyId()))
          .forEach(copy -> copy.purgeHeldUntil = Instant.EPOCH);
      Optional<Found> read = available(scrub);
      Instant now = clock.instant();
      read.filter(
              found -> finding.isIntact() ? found.copy.isFinished() : found.copy.isFoundDamaged())
          .ifPresent(found -> found.copy.scrubbed(finding.manifest(), now, now.plus(next)));
      read.filter(found -> finding.isIntact() && found.copy.isFoundDamaged())
          .ifPresent(found -> {
            found.copy.finish(now.plus(next));
            found.copy.scrubbed(finding.manifest(), now, now.plus(next));
            audit.record(
                Actor.vault("check"),
                AuditAction.COPY_HEALED,
                found.backup,
                "copy %s: found intact".formatted(scrub.copyId()));
            found.backup.damaged = false;
            onRepaired.accept(found.backup);
          });
    }
  }

  @Override
  public Copies.Backlog backlog(UUID driveId) {
    synchronized (lock) {
      List<Found> waiting = available(driveId).filter(found -> status(found) == PENDING).toList();
      List<Found> failed = available(driveId).filter(found -> status(found) == FAILED).toList();
      return new Copies.Backlog(waiting.size(), sizeOf(waiting), failed.size(), sizeOf(failed));
    }
  }

  private static BackupStatus status(Found found) {
    return BackupStatus.of(BackupState.AVAILABLE, List.of(found.copy.copy()));
  }

  private static ByteSize sizeOf(List<Found> copies) {
    return new ByteSize(
        copies.stream().mapToLong(found -> found.backup.intent.size().bytes()).sum());
  }

  private Stream<Found> selected(Selection selection) {
    return selection.drives().stream()
        .flatMap(this::available)
        .filter(
            found -> selection.systemUuid().stream().allMatch(found.backup.systemUuid()::equals));
  }

  @Override
  public Requested requestScrubs(Selection selection, UUID after, int max) {
    synchronized (lock) {
      List<Found> asked =
          selected(selection)
              .filter(found -> found.copy.isFinished() || found.copy.isFoundDamaged())
              .filter(found -> found.copy.id.toString().compareTo(after.toString()) > 0)
              .sorted(Comparator.comparing(found -> found.copy.id.toString()))
              .limit(max)
              .toList();
      asked.forEach(found -> {
        found.copy.isScrubRequested = true;
        found.copy.scrubAfter = clock.instant();
      });
      return new Requested(
          asked.size(),
          sizeOf(asked),
          asked.isEmpty() ? Optional.empty() : Optional.of(asked.getLast().copy.id));
    }
  }

  @Override
  public Copies.ScrubProgress scrubs(Selection selection, Instant since) {
    synchronized (lock) {
      List<Found> waiting =
          selected(selection)
              .filter(found -> found.copy.isFinished() || found.copy.isFoundDamaged())
              .filter(found -> found.copy.isScrubRequested)
              .toList();
      return new Copies.ScrubProgress(
          waiting.size(),
          sizeOf(waiting),
          selected(selection)
              .filter(found ->
                  found.copy.damagedAt.stream()
                      .anyMatch(at -> !at.isBefore(since) || !found.copy.isFinished()))
              .sorted(Comparator.comparing(found -> found.copy.damagedAt.orElseThrow()))
              .map(found -> damaged(found, since))
              .toList(),
          manifests(selected(selection).map(Found::copy).toList(), since));
    }
  }

  private static Copies.Manifests manifests(List<CopyRow> copies, Instant since) {
    return new Copies.Manifests(
        copies.stream()
            .filter(copy -> copy.manifestRewrittenAt.stream().anyMatch(at -> !at.isBefore(since)))
            .count(),
        copies.stream().filter(copy -> copy.isManifestMissing).count());
  }

  private Copies.DamagedCopy damaged(Found found, Instant since) {
    return new Copies.DamagedCopy(
        found.backup.intent.id(),
        found.backup.intent.caller().systemId(),
        drives.apply(found.copy.driveId).label(),
        found.copy.lastError,
        Copies.DamageState.of(found.copy.status),
        found.copy.damagedAt.orElseThrow().isBefore(since));
  }
}
