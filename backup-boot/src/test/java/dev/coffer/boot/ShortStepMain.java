package dev.coffer.boot;

import dev.coffer.application.Durations;
import dev.coffer.application.Durations.Backoff;
import java.time.Duration;

/**
 * The program with a short time limit for file I/O, and short pauses between attempts to copy, for
 * tests in which a drive hangs.
 */
public final class ShortStepMain {

  /** Longer than a sync takes on a machine that runs many tests. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Backoff RETRIES =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(2));

  private ShortStepMain() {}

  public static void main(String[] arguments) {
    Durations usual = Durations.DEFAULT;
    Main.run(
        ExternalDrives.none(),
        usual.with(usual.jobs(), usual.uploads(), usual.copies().with(RETRIES), LIMIT),
        arguments);
  }
}
