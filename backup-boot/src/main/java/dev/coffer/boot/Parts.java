package dev.coffer.boot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a running vault, in the order in which they were started. They are closed in
 * reverse, within a limit: a part that hangs, for example with a transfer in a drive that does not
 * answer, is not waited for and ends with the process. Used by one thread at a time.
 */
final class Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  /** What a listener needs to close once its requests have had their grace period. */
  private static final Duration LISTENER = Duration.ofSeconds(1);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final Duration grace;
  private final Duration rest;

  private record Part(AutoCloseable part, boolean serves) {}

  /**
   * No part yet.
   *
   * @param grace how long those that serve requests may take to close
   * @param rest how long all others may take together, after that
   */
  Parts(Duration grace, Duration rest) {
    this.grace = grace;
    this.rest = rest;
  }

  <P extends AutoCloseable> P keep(P part) {
    parts.push(new Part(part, false));
    return part;
  }

  /** As {@link #keep}, of a part that waits for its requests when it is closed. */
  <P extends AutoCloseable> P keepServing(P part) {
    parts.push(new Part(part, true));
    return part;
  }

  /** Always returns. Does nothing when all are closed. */
  void close() {
    long graceEnds = System.nanoTime() + grace.plus(LISTENER).toNanos();
    long end = graceEnds + rest.toNanos();
    while (!parts.isEmpty()) {
      Part next = parts.pop();
      closeUntil(next.serves() ? graceEnds : end, next.part());
    }
  }

  private static void closeUntil(long giveUp, AutoCloseable part) {
    String name = part.getClass().getSimpleName();
    Thread closing =
        Thread.ofPlatform().daemon().name("close-" + name).start(() -> closeCleanly(part));
    try {
      if (!closing.join(Duration.ofNanos(Math.max(1, giveUp - System.nanoTime())))) {
        LOG.error("{} did not close in time; the vault ends without it", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One part that does not close well must not keep the ones below it open. */
  private static void closeCleanly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("{} could not be closed cleanly", part.getClass().getSimpleName(), e);
    }
  }
}
