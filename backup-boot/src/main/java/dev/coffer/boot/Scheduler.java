package dev.coffer.boot;

import dev.coffer.application.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each job again and again, on a thread of its own, so that a slow sweep never delays the
 * renewal of leases.
 */
final class Scheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final List<ScheduledExecutorService> threads = new ArrayList<>();

  private final Duration closeTimeout;

  /**
   * @param closeTimeout a pass that takes longer than this to end is ended with the process
   */
  Scheduler(Duration closeTimeout) {
    this.closeTimeout = closeTimeout;
  }

  void add(Job job) {
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(job.name()).factory());
    threads.add(thread);
    Duration first = job.atStart() ? Duration.ZERO : job.period();
    var _ =
        thread.scheduleWithFixedDelay(
            () -> run(job), first.toMillis(), job.period().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The last net: an exception that left here would end the timer without a word. */
  private static void run(Job job) {
    try {
      job.work().run();
    } catch (Exception e) {
      LOG.warn("{} failed and is retried later", job.name(), e);
    }
  }

  @Override
  public void close() {
    threads.forEach(ScheduledExecutorService::shutdown);
    long giveUp = System.nanoTime() + closeTimeout.toNanos();
    for (ScheduledExecutorService thread : threads) {
      try {
        if (!thread.awaitTermination(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn("a maintenance pass is still running and is not waited for");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
