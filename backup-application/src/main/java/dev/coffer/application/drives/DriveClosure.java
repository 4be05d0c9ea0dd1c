package dev.coffer.application.drives;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a drive is open, and how many of its threads hang. Those are replaced, so that the drive
 * can be checked and used again while they still hang. Thread-safe.
 */
final class DriveClosure {

  private static final Logger LOG = LoggerFactory.getLogger(DriveThreads.class);

  /**
   * Threads of a drive. More of them gain nothing on a disk, and on a file server only with a slow
   * network.
   */
  static final int RUNNING = 32;

  /** Threads that hang are replaced up to this number. */
  static final int MAX_STUCK = 96;

  private static final Duration FIRST_CHECK = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final String drive;
  private final ThreadPoolExecutor threads;
  private final BooleanSupplier answers;
  private final Runnable onOpen;
  private final Semaphore lateReturns = new Semaphore(0);

  /** Guarded by this. A step may return before it is counted, so it may be -1 for a moment. */
  private int stuck;

  /** Empty while the drive is open. */
  private volatile String reason = "";

  /**
   * An open drive.
   *
   * @param threads run nothing but {@link DriveTask}s
   * @param answers checks the drive, within a time limit
   * @param onOpen runs when the drive is open again
   */
  DriveClosure(String drive, ThreadPoolExecutor threads, BooleanSupplier answers, Runnable onOpen) {
    this.drive = drive;
    this.threads = threads;
    this.answers = answers;
    this.onOpen = onOpen;
  }

  boolean isClosed() {
    return !reason.isEmpty();
  }

  /** Why it is closed; empty while it is open. */
  String reason() {
    return reason;
  }

  /** One thread more hangs, which closes the drive. */
  synchronized void stuck(String why) {
    stuck++;
    resize();
    if (!isClosed()) {
      reason = why;
      LOG.error("drive {} is closed until it answers: {}", drive, why);
      threads.getQueue().forEach(queued -> ((DriveTask<?>) queued).drop());
      Thread.ofPlatform().daemon().name("drive-" + drive + "-reopen").start(this::reopen);
    }
  }

  /** A thread that hung does not any more. */
  synchronized void returnedLate() {
    stuck--;
    resize();
    lateReturns.release();
  }

  /** A smaller pool ends threads when they are idle, and never one that runs a step. */
  private void resize() {
    int size = RUNNING + Math.clamp(stuck, 0, MAX_STUCK);
    threads.setMaximumPoolSize(Math.max(size, threads.getCorePoolSize()));
    threads.setCorePoolSize(size);
    threads.setMaximumPoolSize(size);
  }

  private void reopen() {
    Duration wait = FIRST_CHECK;
    while (!answersAfter(wait)) {
      Duration doubled = wait.multipliedBy(2);
      wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
    reason = "";
    LOG.info("drive {} answers and is open again", drive);
    onOpen.run();
  }

  /** Checks once the time is over, or a step has returned late. */
  private boolean answersAfter(Duration wait) {
    try {
      if (lateReturns.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        var _ = lateReturns.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    return hasSpareThread() && answers.getAsBoolean();
  }

  private synchronized boolean hasSpareThread() {
    return stuck < MAX_STUCK;
  }
}
