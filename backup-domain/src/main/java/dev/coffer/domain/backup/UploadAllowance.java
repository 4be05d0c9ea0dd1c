package dev.coffer.domain.backup;

import dev.coffer.domain.Expected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often, and how many at once, one system may upload.
 *
 * @param perMinute most accepted uploads in any 60 seconds; 0 = no limit
 * @param perHour most accepted uploads in any hour; 0 = no limit
 * @param atOnce most uploads under way; 0 = no limit
 */
public record UploadAllowance(int perMinute, int perHour, int atOnce) {

  public static final UploadAllowance DEFAULT = new UploadAllowance(6, 60, 2);
  public static final UploadAllowance UNLIMITED = new UploadAllowance(0, 0, 0);

  /** Each accepted upload of the last hour is remembered. */
  public static final int MAX = 1000;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  public UploadAllowance {
    check("per-minute", perMinute);
    check("per-hour", perHour);
    check("uploads-per-system", atOnce);
  }

  private static void check(String name, int value) {
    Expected.that(value >= 0 && value <= MAX, name, value, "0 (no limit) to " + MAX);
  }

  /** Whether there is a rate to keep. */
  public boolean hasRate() {
    return perMinute > 0 || perHour > 0;
  }

  /**
   * How long until one more upload may be accepted; empty = now. A sliding window, so that a burst
   * at the turn of a minute is not twice the rate. An upload that a clock has dated ahead does not
   * count: otherwise nobody could upload until then.
   *
   * @param accepted when the uploads of at least the last hour were accepted, oldest first
   */
  public Optional<Duration> waitUntilAllowed(List<Instant> accepted, Instant now) {
    Duration wait = Duration.ZERO;
    wait = longer(wait, wait(accepted, now, MINUTE, perMinute));
    wait = longer(wait, wait(accepted, now, HOUR, perHour));
    return wait.isZero() ? Optional.empty() : Optional.of(wait);
  }

  private static Duration wait(List<Instant> accepted, Instant now, Duration window, int most) {
    List<Instant> within =
        accepted.stream()
            .filter(instant -> instant.plus(window).isAfter(now) && !instant.isAfter(now))
            .toList();
    return most == 0 || within.size() < most
        ? Duration.ZERO
        : Duration.between(now, within.get(within.size() - most).plus(window));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
