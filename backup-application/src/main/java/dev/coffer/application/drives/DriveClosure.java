package dev.coffer.application.drives;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a drive is open, and how many of its threads hang. Hanging threads are replaced, so that
 * the drive can be checked and used again while they still hang. Thread-safe.
 */
final class DriveClosure {

  private static final Logger LOG = LoggerFactory.getLogger(DriveThreads.class);

  /**
   * The number of threads of a drive. More would not help a disk, and would help a file server only
   * on a slow network.
   */
  static final int RUNNING = 32;

  /** At most this many hanging threads are replaced. */
  static final int MAX_STUCK = 96;

  private static final Duration FIRST_CHECK = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final long NO_SPARE_THREAD = -1;

  private final String drive;
  private final ThreadPoolExecutor threads;
  private final BooleanSupplier answers;
  private final Runnable onOpen;
  private final Semaphore lateReturns = new Semaphore(0);

  /** Guarded by this. May be -1 for a moment, because a step may return before it is counted. */
  private int stuck;

  /** How many steps have ever hung; guarded by this. */
  private long hangs;

  /** Why the drive is closed; empty while it is open. Written under this lock alone. */
  private volatile String reason = "";

  /**
   * Starts with an open drive.
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

  /** Why the drive is closed; empty while it is open. */
  String reason() {
    return reason;
  }

  /** Counts one more thread that hangs, which closes the drive. */
  synchronized void stuck(String why) {
    stuck++;
    hangs++;
    resize();
    if (!isClosed()) {
      reason = why;
      LOG.error("drive {} is closed until it answers: {}", drive, why);
      threads.getQueue().forEach(queued -> ((DriveTask<?>) queued).drop());
      Thread.ofPlatform().daemon().name("drive-" + drive + "-reopen").start(this::reopen);
    }
  }

  /** Counts a thread that no longer hangs. */
  synchronized void returnedLate() {
    stuck--;
    resize();
    lateReturns.release();
  }

  /** Resizes the pool. A smaller pool ends only idle threads, never one that runs a step. */
  private void resize() {
    int size = RUNNING + Math.clamp(stuck, 0, MAX_STUCK);
    threads.setMaximumPoolSize(Math.max(size, threads.getCorePoolSize()));
    threads.setCorePoolSize(size);
    threads.setMaximumPoolSize(size);
  }

  private void reopen() {
    Duration wait = FIRST_CHECK;
    while (!opensAfter(wait)) {
      Duration doubled = wait.multipliedBy(2);
      wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
    LOG.info("drive {} answers and is open again", drive);
    onOpen.run();
  }

  /** Checks the drive after this time, or as soon as a late step has returned. */
  private boolean opensAfter(Duration wait) {
    try {
      if (lateReturns.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        var _ = lateReturns.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    long before = hangsBeforeCheck();
    return before != NO_SPARE_THREAD && answers.getAsBoolean() && open(before);
  }

  private synchronized long hangsBeforeCheck() {
    return stuck < MAX_STUCK ? hangs : NO_SPARE_THREAD;
  }

  /**
   * A step that has hung since the check began, which the check says nothing of, keeps it closed.
   */
  private synchronized boolean open(long hangsBefore) {
    if (hangs != hangsBefore) {
      return false;
    }
    reason = "";
    return true;
  }
}
