package dev.coffer.application.copies;

import dev.coffer.application.Maintenance;
import dev.coffer.application.drives.Drives;
import dev.coffer.domain.backup.Drive;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans the missing copies of each drive: those of all backups on a new drive, and those of backups
 * that another instance stored before it knew of a drive.
 */
public final class PlanCopiesService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(PlanCopiesService.class);
  private static final int BATCH = 1_000;

  private final CopyQueue queue;
  private final Drives drives;

  public PlanCopiesService(CopyQueue queue, Drives drives) {
    this.queue = queue;
    this.drives = drives;
  }

  @Override
  public void run() {
    drives.mounted().forEach(this::plan);
  }

  private void plan(Drives.Mounted mounted) {
    long planned = plan(queue, mounted.drive());
    if (planned > 0) {
      LOG.info("{} copies were planned for drive {}", planned, mounted.drive().label());
    }
  }

  /** Returns how many copies were missing on this drive. */
  static long plan(CopyQueue queue, Drive drive) {
    long planned = 0;
    Optional<UUID> last = Optional.of(CopyQueue.BEGINNING);
    while (last.isPresent()) {
      CopyQueue.Planned batch = queue.plan(drive.id(), last.get(), BATCH);
      planned += batch.copies();
      last = batch.last();
    }
    return planned;
  }
}
