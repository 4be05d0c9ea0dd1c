package dev.coffer.application.drives;

import dev.coffer.application.drives.DriveThreads.Caller;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An open resource on a drive, used step by step by one caller. It is closed on a thread of the
 * drive, and never while a step uses it: then that step closes it when it returns.
 *
 * @param <C> the resource; closing it twice does no harm
 */
public final class DriveHandle<C extends Closeable> implements AutoCloseable {

  /** One step that uses the resource. */
  @FunctionalInterface
  public interface Use<C, T> {
    T on(C opened) throws IOException;
  }

  /** One step without a result. */
  @FunctionalInterface
  public interface Action<C> {
    void on(C opened) throws IOException;
  }

  /** A long step without a result, which can check whether its caller still waits. */
  @FunctionalInterface
  public interface CalledAction<C> {
    void on(C opened, Caller caller) throws IOException;
  }

  /** A step that runs in the background. */
  public final class Started<T> {

    private final DriveTask<T> task;

    private Started(DriveTask<T> task) {
      this.task = task;
    }

    /**
     * Waits for the step. To be called once.
     *
     * @throws StorageHangs when the step did not return in time
     */
    public T end() throws IOException {
      started.remove(this);
      return threads.end(task);
    }
  }

  private final DriveThreads threads;
  private final String what;
  private final C opened;

  /** Used by the caller alone. */
  private final Deque<Started<?>> started = new ArrayDeque<>();

  /** The number of running steps. Guarded by this, like the next field. */
  private int uses;

  private boolean closed;

  DriveHandle(DriveThreads threads, String what, C opened) {
    this.threads = threads;
    this.what = what;
    this.opened = opened;
  }

  /** Returns the resource. Outside of steps, only its methods without I/O may be used. */
  C opened() {
    return opened;
  }

  /** Starts a step in the background. */
  public <T> Started<T> start(Use<C, T> use) {
    var step = new Started<>(threads.start(what, _ -> used(use), _ -> {}));
    started.add(step);
    return step;
  }

  /** Starts a step without a result in the background. */
  public Started<?> startAction(Action<C> action) {
    return start(it -> {
      action.on(it);
      return true;
    });
  }

  /** Runs a step and waits for it. */
  public <T> T step(Use<C, T> use) throws IOException {
    return start(use).end();
  }

  /** Runs the last step, which also closes the resource. No other step may be running. */
  public void finish(CalledAction<C> action) throws IOException {
    threads.run(
        what,
        caller -> {
          try {
            var _ =
                used(it -> {
                  action.on(it, caller);
                  return true;
                });
          } finally {
            if (mustCloseNow()) {
              opened.close();
            }
          }
        });
  }

  private <T> T used(Use<C, T> use) throws IOException {
    begin();
    try {
      return use.on(opened);
    } finally {
      if (mustCloseAfterUse()) {
        opened.close();
      }
    }
  }

  private synchronized void begin() {
    if (closed) {
      throw new StorageUnavailable(what + ": the caller gave up");
    }
    uses++;
  }

  /**
   * Ends a step. Returns whether it must close the resource, because the caller has closed the
   * handle meanwhile and no other step uses it.
   */
  private synchronized boolean mustCloseAfterUse() {
    uses--;
    return closed && uses == 0;
  }

  /** Marks the handle as closed. Returns whether the calling thread must close the resource. */
  private synchronized boolean mustCloseNow() {
    boolean must = !closed && uses == 0;
    closed = true;
    return must;
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      threads.settle(started.remove().task);
    }
    if (mustCloseNow()) {
      threads.cleanUp(what, opened::close);
    }
  }
}
