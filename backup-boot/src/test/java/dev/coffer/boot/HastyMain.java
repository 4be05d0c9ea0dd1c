package dev.coffer.boot;

import dev.coffer.application.Durations;
import dev.coffer.application.Durations.Backoff;
import java.time.Duration;

/** The program with leases of seconds, for tests that wait for their end. */
public final class HastyMain {

  /** A pause of this length ends every lease, and a pass of recovery has come after it. */
  public static final Duration LEASE = Duration.ofSeconds(6);

  static final Durations DURATIONS =
      Durations.DEFAULT.with(
          Durations.Jobs.DEFAULT.with(
              Duration.ofSeconds(1),
              Duration.ofMillis(500),
              Duration.ofMillis(200),
              Duration.ofMillis(500)),
          Durations.Uploads.DEFAULT.with(LEASE, Duration.ofSeconds(4), Duration.ofMillis(400)),
          Durations.Copies.DEFAULT.with(
              new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(2))),
          Durations.DEFAULT.driveStep());

  private HastyMain() {}

  public static void main(String[] arguments) {
    Main.run(ExternalDrives.none(), DURATIONS, arguments);
  }
}
