package dev.coffer.application.copies;

import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.drives.DriveRegistry.Placed;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Drive;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Queues requests in batches. */
public final class CopiesService implements Copies {

  /** Small enough for the index's statement timeout. */
  private static final int BATCH = 1_000;

  private final CopyQueue queue;
  private final DriveRegistry drives;
  private final SystemIndex systems;
  private final Supplier<Instant> now;

  public CopiesService(
      CopyQueue queue, DriveRegistry drives, SystemIndex systems, Supplier<Instant> now) {
    this.queue = queue;
    this.drives = drives;
    this.systems = systems;
    this.now = now;
  }

  @Override
  public BackfillResult backfill(String label) {
    Optional<Placed> drive = placed(label);
    if (drive.isEmpty()) {
      return new UnknownDrive();
    }
    return drive.get().position().isEmpty()
        ? new NotConfigured()
        : new Planned(PlanCopiesService.plan(queue, drive.get().drive()));
  }

  @Override
  public Optional<Backlog> backlog(String label) {
    return placed(label).map(placed -> queue.backlog(placed.drive().id()));
  }

  private Optional<Placed> placed(String label) {
    return drives.placed().stream()
        .filter(placed -> placed.drive().label().equals(label))
        .findFirst();
  }

  @Override
  public ScrubResult scrub(Selection requested) {
    CopyQueue.Selection selection = selection(requested);
    if (selection.drives().isEmpty()) {
      return new UnknownDrive();
    }
    if (requested.system().isPresent() && selection.systemUuid().isEmpty()) {
      return new UnknownSystem();
    }
    Instant at = now.get();
    long copies = 0;
    long bytes = 0;
    Optional<UUID> last = Optional.of(CopyQueue.BEGINNING);
    while (last.isPresent()) {
      CopyQueue.Requested batch = queue.requestScrubs(selection, last.get(), BATCH);
      copies += batch.copies();
      bytes += batch.size().bytes();
      last = batch.last();
    }
    return new Requested(at, copies, new ByteSize(bytes));
  }

  @Override
  public ScrubProgress scrubProgress(Selection requested, Instant since) {
    return queue.scrubs(selection(requested), since);
  }

  /** Unknown labels select no drive, unknown keys no system. */
  private CopyQueue.Selection selection(Selection requested) {
    Set<UUID> among =
        drives.placed().stream()
            .map(Placed::drive)
            .filter(drive -> requested.drive().stream().allMatch(drive.label()::equals))
            .map(Drive::id)
            .collect(Collectors.toUnmodifiableSet());
    Optional<UUID> system =
        requested
            .system()
            .flatMap(id -> systems.find(Authority.ofVault("scrub"), id))
            .map(profile -> profile.system().uuid());
    return new CopyQueue.Selection(among, system);
  }
}
