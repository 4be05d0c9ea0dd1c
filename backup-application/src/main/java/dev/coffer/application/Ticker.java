package dev.coffer.application;

import java.time.Duration;

/** Elapsed time, which no clock step can change. */
public interface Ticker {

  /** Nanoseconds since an arbitrary moment. */
  long nanos();

  /** Waits. */
  void pause(Duration duration);
}
