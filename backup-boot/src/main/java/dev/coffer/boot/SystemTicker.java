package dev.coffer.boot;

import dev.coffer.application.Ticker;
import java.time.Duration;

/** Reads the machine's monotonic clock. Thread-safe. */
final class SystemTicker implements Ticker {

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /** Ends early when the thread is interrupted, which it then still is. */
  @Override
  public void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
