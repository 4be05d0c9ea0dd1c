package dev.coffer.application.drives;

import java.util.concurrent.Semaphore;

/**
 * Limits how many transfers of one kind may run at the same time. Asking for a permit never waits.
 * Thread-safe.
 */
public final class Permits {

  private final int max;
  private final int all;
  private final Semaphore free;

  /**
   * @param max 0 = no limit
   */
  public Permits(int max) {
    this.max = max;
    this.all = max == 0 ? Integer.MAX_VALUE : max;
    this.free = new Semaphore(all);
  }

  /** The total number of permits; 0 = no limit. */
  public int max() {
    return max;
  }

  public int inUse() {
    return all - free.availablePermits();
  }

  /** Always returns something to close, even if no permit was free. */
  public Permit request() {
    return new Permit(free.tryAcquire());
  }

  /** Returned when closed, once. For one thread. */
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
