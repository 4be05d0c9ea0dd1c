package dev.coffer.domain.retention;

import dev.coffer.domain.Expected;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time as it has to be by what has elapsed since it was last agreed on: the check on a clock
 * that anybody may set. It advances by the uptime of the machines that the vault runs on, and
 * follows the clock as slowly as two right clocks drift apart.
 *
 * @param elapsedAt the time that was agreed on, and what has elapsed since, on the machine that
 *     counted most
 * @param correction what was added to follow the clock
 * @param settledAt before this reference time nothing is removed because of its age
 */
public record ReferenceTime(Instant elapsedAt, Duration correction, Instant settledAt) {

  /** A system adjusts its clock by at most 500 ppm, so two of them differ by one part in this. */
  private static final int MAX_SLEW = 1000;

  /**
   * How far a clock is trusted.
   *
   * @param drift a clock that is right differs by no more than this from the reference
   * @param stop after a longer stop an operator has to confirm the time
   * @param settling after a stop whose length only the clock tells, nothing is removed because of
   *     its age for this time
   */
  public record Limits(Duration drift, Duration stop, Duration settling) {

    public Limits {
      Expected.that(drift.isPositive(), "drift", drift, "more than 0");
      Expected.that(drift.compareTo(stop) < 0, "stop", stop, "longer than drift, " + drift);
      Expected.that(!settling.isNegative(), "settling", settling, "0 or more");
    }
  }

  /** A clock that is taken for right. */
  public static ReferenceTime agreedOn(Instant now) {
    return new ReferenceTime(now, Duration.ZERO, now);
  }

  public Instant now() {
    return elapsedAt.plus(correction);
  }

  /** Whether a clock that shows this is right. */
  public boolean agreesWith(Instant clock, Limits limits) {
    return Duration.between(now(), clock).abs().compareTo(limits.drift()) <= 0;
  }

  /** Whether the time without removals after a stop is over. */
  public boolean isSettled() {
    return !now().isBefore(settledAt);
  }

  /**
   * A reading of the clock and what was made of it.
   *
   * @param reference from now on
   * @param machineAt the {@linkplain #elapsedAt() elapsed time} from which the machine counts on
   * @param mistake why the clock cannot be right; removals have to be halted
   */
  public record Reading(ReferenceTime reference, Instant machineAt, Optional<String> mistake) {}

  /**
   * Reads the clock on a machine that has counted the time.
   *
   * @param machineAt elapsed time as the machine has counted it
   */
  public Reading read(Instant clock, Instant machineAt, Limits limits) {
    Instant reached = later(elapsedAt, machineAt);
    var advanced = new ReferenceTime(reached, correction, settledAt);
    boolean isSlow = Duration.between(machineAt, reached).compareTo(limits.drift()) > 0;
    // A machine that has counted on contradicts a stop that another one took the clock's word for.
    Instant counted = isSettled() ? advanced.now() : machineAt.plus(correction);
    Duration drift = Duration.between(counted, clock);
    if (drift.abs().compareTo(limits.drift()) > 0) {
      String direction = drift.isNegative() ? "behind" : "ahead of";
      return new Reading(
          advanced,
          isSlow ? reached : machineAt,
          Optional.of(
              "the database's clock is %s %s the time that has passed (expected: at most %s)"
                  .formatted(text(drift.abs()), direction, text(limits.drift()))));
    }
    Duration most = Duration.between(elapsedAt, reached).dividedBy(MAX_SLEW);
    Duration step = shorter(Duration.between(advanced.now(), clock), most);
    return new Reading(
        new ReferenceTime(reached, correction.plus(step), settledAt),
        // Paused for long: it counts on from here.
        isSlow ? reached : machineAt,
        Optional.empty());
  }

  /**
   * Reads the clock on a machine that has not counted the time: it was started since, or is new.
   * The clock alone tells how long the vault was stopped.
   */
  public Reading readAfterStart(Instant clock, Limits limits) {
    Duration stop = Duration.between(now(), clock);
    if (stop.abs().compareTo(limits.drift()) <= 0) {
      return new Reading(this, elapsedAt, Optional.empty());
    }
    if (stop.isNegative()) {
      return new Reading(
          this,
          elapsedAt,
          Optional.of(
              "the database's clock is %s behind its last known time (expected: at most %s)"
                  .formatted(text(stop.abs()), text(limits.drift()))));
    }
    var resumed =
        new ReferenceTime(elapsedAt.plus(stop), correction, clock.plus(limits.settling()));
    return new Reading(
        resumed,
        resumed.elapsedAt(),
        stop.compareTo(limits.stop()) > 0
            ? Optional.of(
                "the vault was stopped for %s by the database's clock (expected: at most %s)"
                    .formatted(text(stop), text(limits.stop())))
            : Optional.empty());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** Of this sign, and no longer than {@code most}. */
  private static Duration shorter(Duration duration, Duration most) {
    if (duration.abs().compareTo(most) <= 0) {
      return duration;
    }
    return duration.isNegative() ? most.negated() : most;
  }

  private static String text(Duration duration) {
    long days = duration.toDays();
    String rest = "%d h %d min".formatted(duration.toHoursPart(), duration.toMinutesPart());
    return days == 0 ? rest : "%d days %s".formatted(days, rest);
  }
}
