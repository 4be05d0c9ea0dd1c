package dev.coffer.boot.process;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does. */
public final class Eventually {

  private static final long TIMEOUT_SECONDS = 60;

  private Eventually() {}

  /** Asks until it is true; fails when it never is. */
  public static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() - giveUp > 0) {
        throw new AssertionError("within " + TIMEOUT_SECONDS + " s: not " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
