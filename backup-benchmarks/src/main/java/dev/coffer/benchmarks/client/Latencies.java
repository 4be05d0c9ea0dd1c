package dev.coffer.benchmarks.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/** What requests took, all of them: nothing is put into classes and nothing is left out. */
public final class Latencies {

  private final long[] sortedNanos;

  private Latencies(long[] sortedNanos) {
    this.sortedNanos = sortedNanos;
  }

  /** Of several clients together. */
  public static Latencies of(Collection<long[]> nanos) {
    long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    if (all.length == 0) {
      throw new IllegalArgumentException("latencies: none (expected: one or more)");
    }
    return new Latencies(all);
  }

  public int count() {
    return sortedNanos.length;
  }

  /**
   * The shortest time within which at least this share of the requests was answered.
   *
   * @param share above 0, at most 1: 0.99 for the 99th percentile
   */
  public Duration percentile(double share) {
    if (share <= 0 || share > 1) {
      throw new IllegalArgumentException("share: " + share + " (expected: above 0, at most 1)");
    }
    int rank = (int) Math.ceil(share * sortedNanos.length);
    return Duration.ofNanos(sortedNanos[Math.max(1, rank) - 1]);
  }
}
