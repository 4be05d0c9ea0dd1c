package dev.coffer.boot;

import dev.coffer.application.Maintenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each kind of maintenance again and again, each on a thread of its own, so that a slow sweep
 * never delays the renewal of leases.
 */
final class Scheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  /** A pass that is still going then ends with the process; another one takes its work up. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final List<ScheduledExecutorService> threads = new ArrayList<>();

  /** The first run comes after one period. */
  void every(Duration period, String name, Maintenance work) {
    schedule(period, period, name, work);
  }

  /** As {@link #every}, the first run coming now. */
  void atOnceAndEvery(Duration period, String name, Maintenance work) {
    schedule(Duration.ZERO, period, name, work);
  }

  private void schedule(Duration first, Duration period, String name, Maintenance work) {
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    threads.add(thread);
    var _ =
        thread.scheduleWithFixedDelay(
            () -> run(name, work), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The last net: an exception that left here would end the timer without a word. */
  private static void run(String name, Maintenance work) {
    try {
      work.run();
    } catch (Exception e) {
      LOG.warn("{} did not succeed and runs again later", name, e);
    }
  }

  @Override
  public void close() {
    threads.forEach(ScheduledExecutorService::shutdown);
    long giveUp = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    for (ScheduledExecutorService thread : threads) {
      try {
        if (!thread.awaitTermination(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn("a maintenance pass is still going and is left to itself");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
