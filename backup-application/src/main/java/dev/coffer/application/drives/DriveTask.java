package dev.coffer.application.drives;

import dev.coffer.application.drives.DriveThreads.CalledStep;
import dev.coffer.application.drives.DriveThreads.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step on a thread of the drive, and the one caller that waits for it. An interrupt or the time
 * limit ends the wait, but never the step: interrupting a step would close the files of other
 * callers.
 */
final class DriveTask<T> implements Runnable, Caller {

  private static final Logger LOG = LoggerFactory.getLogger(DriveThreads.class);

  /** The state of the step and of the wait for it. */
  enum State {
    QUEUED,
    RUNNING,
    ENDED,
    /** The step got no thread, and will not run. */
    DROPPED,
    /** The step is running, and nobody waits for it any more. */
    ABANDONED
  }

  private final String what;
  private final CalledStep<T> step;
  private final Consumer<T> onAbandonedResult;
  private final Runnable onLateReturn;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long queuedAt = System.nanoTime();
  private volatile long startedAt;
  private volatile boolean late;
  private Optional<T> result = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();

  /**
   * Makes a step that a thread of the drive will run.
   *
   * @param onAbandonedResult receives a result that nobody waits for any more
   * @param onLateReturn runs when the step has returned after its time limit
   */
  DriveTask(String what, CalledStep<T> step, Consumer<T> onAbandonedResult, Runnable onLateReturn) {
    this.what = what;
    this.step = step;
    this.onAbandonedResult = onAbandonedResult;
    this.onLateReturn = onLateReturn;
  }

  String what() {
    return what;
  }

  @Override
  public void run() {
    startedAt = System.nanoTime();
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    try {
      result = Optional.of(step.run(this));
    } catch (IOException | RuntimeException | Error e) {
      failure = Optional.of(e);
    }
    if (state.compareAndSet(State.RUNNING, State.ENDED)) {
      ended.countDown();
    } else {
      endAbandoned();
    }
  }

  private void endAbandoned() {
    try {
      result.ifPresent(onAbandonedResult);
    } catch (RuntimeException e) {
      LOG.warn("{}: what came late cannot be given up", what, e);
    } finally {
      if (late) {
        LOG.info("{} returned after its time limit", what);
        onLateReturn.run();
      }
    }
  }

  @Override
  public void expectWaiting() {
    if (state.get() == State.ABANDONED) {
      throw new StorageUnavailable(what + ": the caller gave up");
    }
  }

  /** Keeps the step from running, unless it has begun. */
  void drop() {
    if (state.compareAndSet(State.QUEUED, State.DROPPED)) {
      ended.countDown();
    }
  }

  /**
   * Waits for the end. The wait for a thread and the step itself may each take as long as the
   * limit. After that, or when the calling thread is interrupted, the step is dropped or abandoned.
   */
  State await(Duration limit) {
    try {
      return awaitEnd(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      drop();
      var _ = state.compareAndSet(State.RUNNING, State.ABANDONED);
      return state.get();
    }
  }

  /** Does the same as {@link #await}, but keeps waiting when the thread is interrupted. */
  State awaitUninterruptibly(Duration limit) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return awaitEnd(limit);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private State awaitEnd(Duration limit) throws InterruptedException {
    if (!awaitUntil(queuedAt + limit.toNanos())) {
      drop();
      if (state.get() == State.RUNNING && !awaitUntil(startedAt + limit.toNanos())) {
        late = true;
        if (!state.compareAndSet(State.RUNNING, State.ABANDONED)) {
          late = false;
        }
      }
    }
    return state.get();
  }

  private boolean awaitUntil(long end) throws InterruptedException {
    return ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** Whether the step was abandoned because of its time limit. */
  boolean isLate() {
    return late;
  }

  /** Returns the result of a step that has ended. */
  T result() throws IOException {
    if (failure.isPresent()) {
      switch (failure.get()) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
    return result.orElseThrow();
  }
}
