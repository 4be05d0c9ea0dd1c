package dev.coffer.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and for how long.
 *
 * @param warmUp of a server under load, before anything counts
 * @param round of each of both sides
 * @param rounds of which the median is reported
 * @param backups sizes of the index that is listed from
 * @param largeBytes of the large backup
 * @param starts of each kind of server
 */
record Plan(
    Duration warmUp,
    Duration round,
    int rounds,
    List<Integer> backups,
    long largeBytes,
    int starts) {

  static final Plan FULL =
      new Plan(
          Duration.ofSeconds(25),
          Duration.ofSeconds(5),
          3,
          List.of(10_000, 1_000_000),
          1L << 30,
          3);

  /** Shows that everything runs; its figures are those of a cold JVM. */
  static final Plan QUICK =
      new Plan(
          Duration.ofSeconds(4), Duration.ofSeconds(2), 1, List.of(10_000, 100_000), 64L << 20, 1);
}
