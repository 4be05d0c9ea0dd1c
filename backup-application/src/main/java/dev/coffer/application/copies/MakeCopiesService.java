package dev.coffer.application.copies;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.upload.Leases;
import dev.coffer.domain.ByteSize;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the due copies of one drive. Each drive has its own service, so that a drive that is down
 * or slow does not delay the others. One pass runs at a time.
 */
public final class MakeCopiesService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(MakeCopiesService.class);

  private final CopyQueue queue;
  private final Drives.Mounted target;
  private final JobKind kind;
  private final CopySteps steps;
  private final Leases leases;
  private final CopySettings settings;
  private final String instance;
  private final Durations durations;

  /**
   * Whether the drive did not answer at the last try. True at first, because it is unknown what
   * earlier processes found.
   */
  private boolean wasDown = true;

  public MakeCopiesService(
      CopyQueue queue,
      Drives.Mounted target,
      JobKind kind,
      CopySteps steps,
      Leases leases,
      CopySettings settings,
      String instance,
      Durations durations) {
    this.queue = queue;
    this.target = target;
    this.kind = kind;
    this.steps = steps;
    this.leases = leases;
    this.settings = settings;
    this.instance = instance;
    this.durations = durations;
  }

  @Override
  public void run() {
    List<Job> due = claim();
    while (!due.isEmpty()) {
      List<Boolean> made = makeAll(due);
      if (made.contains(false) && !answers()) {
        recordDown();
        return;
      }
      if (made.contains(true)) {
        recordUp();
      }
      due = claim();
    }
  }

  private List<Job> claim() {
    return queue.claim(
        target.drive().id(), kind, instance, durations.uploads().lease(), settings.atOnce());
  }

  private List<Boolean> makeAll(List<Job> jobs) {
    List<Callable<Boolean>> making = jobs.stream().map(this::making).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(making).stream().map(MakeCopiesService::outcome).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(false);
    }
  }

  private Callable<Boolean> making(Job job) {
    Leases.Held lease = leases.hold(job.leaseToken());
    return () -> {
      try (lease) {
        steps.make(job, target.store(), rate(), lease);
        return true;
      } catch (StorageException e) {
        LOG.warn(
            "copy of {} to {}, attempt {}: {}",
            job.stored().objectKey(),
            target.drive().label(),
            job.attempts(),
            e.getMessage());
        queue.fail(job, String.valueOf(e.getMessage()), durations.copies().backoff());
        return false;
      }
    };
  }

  private ByteSize rate() {
    return kind == JobKind.BACKFILL ? settings.backfillRate() : ByteSize.ZERO;
  }

  /** Catches whatever one job throws; the job is claimed again when its lease is over. */
  private static boolean outcome(Future<Boolean> made) {
    try {
      return made.get();
    } catch (ExecutionException e) {
      LOG.error("a copy was not made", e.getCause());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean answers() {
    try {
      target.probe();
      return true;
    } catch (StorageException e) {
      LOG.debug("drive {} does not answer", target.drive().label(), e);
      return false;
    }
  }

  /** Counts a failed attempt for all other due copies of the drive, without trying each of them. */
  private void recordDown() {
    wasDown = true;
    LOG.warn("drive {} does not answer; its copies stay pending", target.drive().label());
    queue.failDue(target.drive().id(), "the drive does not answer", durations.copies().backoff());
  }

  private void recordUp() {
    if (wasDown) {
      queue.retryNow(target.drive().id());
      wasDown = false;
    }
  }
}
