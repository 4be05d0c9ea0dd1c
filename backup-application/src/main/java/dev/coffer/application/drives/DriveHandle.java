package dev.coffer.application.drives;

import dev.coffer.application.drives.DriveThreads.Caller;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Something that is open on a drive, used step by step by one caller. It is closed on a thread of
 * the drive, and never while a step still uses it: then by that step, when it returns.
 *
 * @param <C> what is open; closing it twice does no harm
 */
public final class DriveHandle<C extends Closeable> implements AutoCloseable {

  /** One step on what is open. */
  @FunctionalInterface
  public interface Use<C, T> {
    T on(C opened) throws IOException;
  }

  /** The same of a long step, which is to ask for its caller. */
  @FunctionalInterface
  public interface CalledUse<C, T> {
    T on(C opened, Caller caller) throws IOException;
  }

  /** A step that runs while its caller does something else. */
  public final class Started<T> {

    private final DriveTask<T> task;

    private Started(DriveTask<T> task) {
      this.task = task;
    }

    /**
     * Waits for it. To be called once.
     *
     * @throws StorageHangs when it did not return in time
     */
    public T end() throws IOException {
      started.remove(this);
      return threads.end(task);
    }
  }

  private final DriveThreads threads;
  private final String what;
  private final C opened;

  /** Of the caller alone. */
  private final Deque<Started<?>> started = new ArrayDeque<>();

  /** Steps that run; guarded by this, as the next. */
  private int uses;

  private boolean closed;

  DriveHandle(DriveThreads threads, String what, C opened) {
    this.threads = threads;
    this.what = what;
    this.opened = opened;
  }

  /** What is open, of which only what is no I/O may be used outside of steps. */
  C opened() {
    return opened;
  }

  /** Lets a step run. */
  public <T> Started<T> start(Use<C, T> use) {
    var step =
        new Started<>(threads.start(what, caller -> used(caller, (it, _) -> use.on(it)), _ -> {}));
    started.add(step);
    return step;
  }

  /** Runs a step and waits for it. */
  public <T> T step(Use<C, T> use) throws IOException {
    return start(use).end();
  }

  /** The last step, which also closes. No other one may run. */
  public <T> T finish(CalledUse<C, T> use) throws IOException {
    return threads.call(
        what,
        caller -> {
          try {
            return used(caller, use);
          } finally {
            if (markClosed()) {
              opened.close();
            }
          }
        });
  }

  private <T> T used(Caller caller, CalledUse<C, T> use) throws IOException {
    begin();
    try {
      return use.on(opened, caller);
    } finally {
      if (isLeftClosed()) {
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

  /** After a step; whether it was the last one to use what its caller has closed by now. */
  private synchronized boolean isLeftClosed() {
    uses--;
    return closed && uses == 0;
  }

  /** Whether the one who asks has to close it. */
  private synchronized boolean markClosed() {
    boolean must = !closed && uses == 0;
    closed = true;
    return must;
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      threads.settle(started.remove().task);
    }
    if (markClosed()) {
      threads.cleanUp(what, opened::close);
    }
  }
}
