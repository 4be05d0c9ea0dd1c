package dev.coffer.boot;

import dev.coffer.application.VaultSettings.UploadTimes;
import dev.coffer.application.copies.CopyQueue.Backoff;
import java.time.Duration;

/** The program with leases of seconds, for tests that wait for their end. */
final class HastyMain {

  /** A pause of this length ends every lease, and a pass of recovery has come after it. */
  static final Duration LEASE = Duration.ofSeconds(6);

  private static final Pace PACE =
      new Pace(
          new UploadTimes(
              LEASE, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofMillis(250)),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(2)));

  private HastyMain() {}

  public static void main(String[] arguments) {
    Main.run(Adapters.standard(), PACE, arguments);
  }
}
