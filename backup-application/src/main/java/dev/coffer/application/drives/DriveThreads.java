package dev.coffer.application.drives;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one drive. A call that blocks in the kernel, such as file I/O, keeps its thread. A
 * virtual thread keeps its carrier thread too, and there are only as many of these as processors: a
 * few calls that hang would stop the whole server. So such calls run here, on platform threads, and
 * the caller waits no longer than a time limit.
 *
 * <p>A step that exceeds the limit closes the drive: from then on every call fails immediately with
 * {@link StorageHangs}. The drive is opened again when a check on a free thread returns. The check
 * runs as soon as a late step has returned, and periodically without one: a file system that was
 * mounted again answers while steps on the old mount hang permanently. Hanging threads are
 * replaced, up to a limit. They are daemon threads, so they end with the process.
 *
 * <p>No thread is ever interrupted, because that would close the files of other callers.
 * Thread-safe.
 */
public final class DriveThreads {

  private static final Logger LOG = LoggerFactory.getLogger(DriveThreads.class);

  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A call that may block in the kernel. */
  @FunctionalInterface
  public interface Step<T> {
    T run() throws IOException;
  }

  /**
   * A long step. It must check whether its caller still waits before it does something that the
   * caller would not learn of.
   */
  @FunctionalInterface
  interface CalledStep<T> {
    T run(Caller caller) throws IOException;
  }

  /** The caller that waits for a step. */
  public interface Caller {

    /**
     * Checks that the caller still waits.
     *
     * @throws StorageUnavailable when the caller gave up
     */
    void expectWaiting();
  }

  /** A step without a result. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException;
  }

  /** A long step without a result. */
  @FunctionalInterface
  public interface CalledAction {
    void run(Caller caller) throws IOException;
  }

  private record Postponed(String what, Action action) {}

  private final String drive;
  private final Duration limit;
  private final ThreadPoolExecutor threads;
  private final Queue<Postponed> postponed = new ConcurrentLinkedQueue<>();
  private final DriveClosure closure;

  /**
   * Starts no thread before the first step.
   *
   * @param drive its label or location, for messages
   * @param limit for each step
   * @param check returns normally if the drive answers at all; best a small durable write
   */
  public DriveThreads(String drive, Duration limit, Action check) {
    this.drive = drive;
    this.limit = limit;
    this.threads =
        new ThreadPoolExecutor(
            DriveClosure.RUNNING,
            DriveClosure.RUNNING,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("drive-" + drive + "-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    this.closure = new DriveClosure(drive, threads, () -> answers(check), this::runPostponed);
  }

  /**
   * Runs a step and waits for it.
   *
   * @param what for messages, with the key
   * @throws StorageHangs when the step did not return within the limit, or an earlier step did not
   * @throws StorageUnavailable when there was no free thread within the limit, or the calling
   *     thread is interrupted
   */
  public <T> T call(String what, Step<T> step) throws IOException {
    return end(start(what, _ -> step.run(), _ -> {}));
  }

  /** Runs a step without a result and waits for it. */
  public void run(String what, Action action) throws IOException {
    run(what, _ -> action.run());
  }

  /** Does the same as {@link #run(String, Action)}, for a step that checks on its caller. */
  public void run(String what, CalledAction action) throws IOException {
    var _ = end(start(what, asStep(action), _ -> {}));
  }

  /**
   * Does the same as {@link #call(String, Step)}; a resource that was opened too late is closed.
   */
  public <C extends Closeable> DriveHandle<C> open(String what, Step<C> opening)
      throws IOException {
    DriveTask<C> task = start(what, _ -> opening.run(), late -> closeOpenedLate(what, late));
    return new DriveHandle<>(this, what, end(task));
  }

  private static void closeOpenedLate(String what, Closeable opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("{}: cannot be closed", what, e);
    }
  }

  static CalledStep<Boolean> asStep(CalledAction action) {
    return caller -> {
      action.run(caller);
      return true;
    };
  }

  /** Starts a step without waiting for it; {@link #end} waits. */
  <T> DriveTask<T> start(String what, CalledStep<T> step, Consumer<T> late) {
    expectOpen(what);
    if (Thread.currentThread().isInterrupted()) {
      throw new StorageUnavailable(what + ": the thread was interrupted");
    }
    var task = new DriveTask<>(what, step, late, closure::returnedLate);
    submit(task);
    return task;
  }

  /** Waits for a step that was started. */
  <T> T end(DriveTask<T> task) throws IOException {
    return switch (recordIfLate(task, task.await(limit))) {
      case ENDED -> task.result();
      case ABANDONED -> throw abandoned(task);
      case DROPPED, QUEUED, RUNNING -> {
        expectOpen(task.what());
        throw new StorageUnavailable(
            "%s: all threads of drive %s are busy".formatted(task.what(), drive));
      }
    };
  }

  /**
   * Checks that the drive is open, for work that does not run on these threads.
   *
   * @throws StorageHangs while the drive is closed
   */
  void expectOpen(String what) {
    String reason = closure.reason();
    if (!reason.isEmpty()) {
      throw new StorageHangs("%s: drive %s is closed: %s".formatted(what, drive, reason));
    }
  }

  private void submit(DriveTask<?> task) {
    threads.execute(task);
    if (closure.isClosed()) {
      // Tasks that arrive after the drive was closed are dropped here, because nothing else does
      // it.
      task.drop();
    }
  }

  private StorageUnavailable abandoned(DriveTask<?> task) {
    return task.isLate()
        ? new StorageHangs("drive %s: %s".formatted(drive, late(task)))
        : new StorageUnavailable(task.what() + ": the thread was interrupted");
  }

  /** Waits for a step that must be waited for, even when the thread is interrupted. */
  private DriveTask.State await(DriveTask<?> task) {
    return recordIfLate(task, task.awaitUninterruptibly(limit));
  }

  private DriveTask.State recordIfLate(DriveTask<?> task, DriveTask.State state) {
    if (state == DriveTask.State.ABANDONED && task.isLate()) {
      closure.stuck(late(task));
    }
    return state;
  }

  /**
   * Runs an action that releases something on the drive, and waits for it. While the drive is
   * closed, the action is postponed until it is open again.
   */
  void cleanUp(String what, Action action) {
    while (!closure.isClosed()) {
      var task = new DriveTask<>(what, asStep(_ -> action.run()), _ -> {}, closure::returnedLate);
      submit(task);
      DriveTask.State state = await(task);
      if (state == DriveTask.State.ENDED) {
        logFailure(task);
      }
      if (state != DriveTask.State.DROPPED) {
        return;
      }
    }
    postponed.add(new Postponed(what, action));
    if (!closure.isClosed()) {
      runPostponed();
    }
  }

  /** Waits for a step whose outcome no longer matters. */
  void settle(DriveTask<?> task) {
    if (await(task) == DriveTask.State.ENDED) {
      logFailure(task);
    }
  }

  private static void logFailure(DriveTask<?> task) {
    try {
      var _ = task.result();
    } catch (IOException | StorageException e) {
      LOG.debug("{}: failed after its caller had given up", task.what(), e);
    }
  }

  private void runPostponed() {
    for (Postponed next = postponed.poll(); next != null; next = postponed.poll()) {
      cleanUp(next.what(), next.action());
    }
  }

  /** Whether the check returns in time. Runs while the drive is closed. */
  private boolean answers(Action check) {
    var task = new DriveTask<>("check", asStep(_ -> check.run()), _ -> {}, closure::returnedLate);
    threads.execute(task);
    return await(task) == DriveTask.State.ENDED;
  }

  private String late(DriveTask<?> task) {
    return "%s has not returned within %d s".formatted(task.what(), limit.toSeconds());
  }
}
