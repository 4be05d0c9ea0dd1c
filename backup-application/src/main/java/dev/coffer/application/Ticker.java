package dev.coffer.application;

import java.time.Duration;

/** Elapsed time, which no clock step can change. */
public interface Ticker {

  /** Returns nanoseconds since an arbitrary moment. */
  long nanos();

  /** Waits. */
  void pause(Duration duration);

  /**
   * How long this machine has been running. By default: a machine that was started once and runs
   * nothing else.
   */
  default Uptime uptime() {
    return new Uptime("test", Duration.ofNanos(nanos()));
  }
}
