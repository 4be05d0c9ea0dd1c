package dev.coffer.boot;

import dev.coffer.application.Ticker;
import dev.coffer.application.Uptime;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the machine's monotonic clocks. Thread-safe. */
final class SystemTicker implements Ticker {

  private static final Logger LOG = LoggerFactory.getLogger(SystemTicker.class);

  /** Linux tells here which start of the machine this is, and how long ago, sleep included. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private static final Path UPTIME = Path.of("/proc/uptime");

  private static final int NANO_DIGITS = 9;

  private final Path bootIdFile;
  private final Path uptimeFile;

  /** For a machine that tells neither: then it starts with this process. */
  private final String processId = "process " + UUID.randomUUID();

  SystemTicker() {
    this(BOOT_ID, UPTIME);
  }

  SystemTicker(Path bootIdFile, Path uptimeFile) {
    this.bootIdFile = bootIdFile;
    this.uptimeFile = uptimeFile;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /** Ends early when the thread is interrupted, which it then still is. */
  @Override
  public void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Uptime uptime() {
    return sinceBoot().orElseGet(() -> new Uptime(processId, Duration.ofNanos(nanos())));
  }

  private Optional<Uptime> sinceBoot() {
    try {
      String bootId = Files.readString(bootIdFile).strip();
      String seconds = Files.readString(uptimeFile).split(" ", 2)[0];
      long nanos = new BigDecimal(seconds).movePointRight(NANO_DIGITS).longValueExact();
      return Optional.of(new Uptime(bootId, Duration.ofNanos(nanos)));
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      LOG.debug("the machine's uptime is not known", e);
      return Optional.empty();
    }
  }
}
