package dev.coffer.application.usecase;

import java.util.concurrent.Semaphore;

/** How many of one kind may be under way at once. Nobody waits for one. Thread-safe. */
final class Permits {

  private final int most;
  private final int all;
  private final Semaphore free;

  /**
   * @param most 0 = no limit
   */
  Permits(int most) {
    this.most = most;
    this.all = most == 0 ? Integer.MAX_VALUE : most;
    this.free = new Semaphore(all);
  }

  /** As many as there are in all; 0 = no limit. */
  int most() {
    return most;
  }

  int inUse() {
    return all - free.availablePermits();
  }

  /** Always returns something to close, with or without a permit. */
  Permit ask() {
    return new Permit(free.tryAcquire());
  }

  /** Given back when closed, once. For one thread. */
  final class Permit implements AutoCloseable {

    private final boolean given;
    private boolean closed;

    private Permit(boolean given) {
      this.given = given;
    }

    boolean isGiven() {
      return given;
    }

    @Override
    public void close() {
      if (given && !closed) {
        closed = true;
        free.release();
      }
    }
  }
}
