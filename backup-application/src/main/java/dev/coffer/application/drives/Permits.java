package dev.coffer.application.drives;

import java.util.concurrent.Semaphore;

/** How many of one kind may be under way at once. Nobody waits for one. Thread-safe. */
public final class Permits {

  private final int most;
  private final int all;
  private final Semaphore free;

  /**
   * @param most 0 = no limit
   */
  public Permits(int most) {
    this.most = most;
    this.all = most == 0 ? Integer.MAX_VALUE : most;
    this.free = new Semaphore(all);
  }

  /** As many as there are in all; 0 = no limit. */
  public int most() {
    return most;
  }

  public int inUse() {
    return all - free.availablePermits();
  }

  /** Always returns something to close, with or without a permit. */
  public Permit ask() {
    return new Permit(free.tryAcquire());
  }

  /** Given back when closed, once. For one thread. */
  public final class Permit implements AutoCloseable {

    private final boolean given;
    private boolean closed;

    private Permit(boolean given) {
      this.given = given;
    }

    public boolean isGiven() {
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
