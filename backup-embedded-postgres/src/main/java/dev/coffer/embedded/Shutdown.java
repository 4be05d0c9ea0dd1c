package dev.coffer.embedded;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a postmaster: first cleanly, then as after a power failure, which its write-ahead log
 * survives.
 */
public final class Shutdown {

  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** PostgreSQL itself gives its processes five seconds in an immediate shutdown. */
  private static final List<Step> STEPS =
      List.of(
          new Step("INT", Duration.ofSeconds(15)),
          new Step("QUIT", Duration.ofSeconds(7)),
          new Step("KILL", Duration.ofSeconds(3)));

  private static final Duration PAUSE = Duration.ofMillis(10);

  private Shutdown() {}

  private record Step(String signal, Duration timeout) {}

  /** Returns once the process is gone; at most 25 seconds. */
  static void stop(long pid, BooleanSupplier alive) {
    for (var step : STEPS) {
      send(step.signal(), pid);
      if (awaitEnd(alive, step.timeout())) {
        return;
      }
      log.warn(
          "index: PostgreSQL (process {}) did not exit {} after SIG{}",
          pid,
          step.timeout(),
          step.signal());
    }
    throw new EmbeddedPostgresException(
        "embedded index: PostgreSQL (process " + pid + ") cannot be stopped.");
  }

  /**
   * A stopped process sees no other signal until it is continued. The shell's own kill exists
   * everywhere.
   */
  private static void send(String signal, long pid) {
    Programs.succeeds(
        List.of(
            "sh", "-c", "kill -s \"$0\" \"$1\"; kill -s CONT \"$1\"", signal, Long.toString(pid)));
  }

  private static boolean awaitEnd(BooleanSupplier alive, Duration timeout) {
    var start = System.nanoTime();
    while (alive.getAsBoolean()) {
      if (System.nanoTime() - start > timeout.toNanos()) {
        return false;
      }
      pause(PAUSE);
    }
    return true;
  }

  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw Programs.interrupted(e);
    }
  }
}
