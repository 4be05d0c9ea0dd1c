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
 * One step on a thread of the drive, and the one caller that waits for it. An interrupt ends the
 * wait, as the time limit does, and never the step, as it would close the files of others.
 */
final class DriveTask<T> implements Runnable, Caller {

  private static final Logger LOG = LoggerFactory.getLogger(DriveThreads.class);

  /** Where it is, and how the wait for it ended. */
  enum State {
    QUEUED,
    RUNNING,
    ENDED,
    /** It got no thread, and will not run. */
    DROPPED,
    /** It runs, and nobody waits for it any more. */
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
   * A step to be run by a thread of the drive.
   *
   * @param onAbandonedResult receives a result that nobody waits for any more
   * @param onLateReturn runs when it has returned after its time limit
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

  /** Keeps it from running, unless it has begun. */
  void drop() {
    if (state.compareAndSet(State.QUEUED, State.DROPPED)) {
      ended.countDown();
    }
  }

  /**
   * Waits for the end. The wait for a thread and the step itself may take as long as the limit
   * each; then it is dropped or abandoned, as it is when the thread is interrupted.
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

  /** As {@link #await}, also when the thread is interrupted. */
  State awaitInSpiteOfInterrupt(Duration limit) {
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

  /** Whether it was abandoned because of its time limit. */
  boolean isLate() {
    return late;
  }

  /** Once it has ended. */
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
