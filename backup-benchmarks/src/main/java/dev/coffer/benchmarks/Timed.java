package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Work on bytes, against the clock. */
@FunctionalInterface
interface Timed {

  void run() throws IOException;

  /** MiB in a second, for work that moves {@code bytes}. */
  static double mebibytesPerSecond(long bytes, Timed work) {
    long start = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return bytes / seconds / (1 << 20);
  }
}
