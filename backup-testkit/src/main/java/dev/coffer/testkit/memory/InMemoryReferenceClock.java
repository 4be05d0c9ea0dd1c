package dev.coffer.testkit.memory;

import dev.coffer.application.Durations;
import dev.coffer.application.Uptime;
import dev.coffer.application.retention.ReferenceClock;
import dev.coffer.domain.retention.ReferenceTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The reference time of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryReferenceClock implements ReferenceClock {

  private final InMemoryIndex index;
  private final InstantSource clock;
  private final Map<String, Counted> machines = new HashMap<>();
  private ReferenceTime.Limits limits = Durations.Retention.DEFAULT.clockLimits();
  private ReferenceTime reference;
  private Optional<String> halted = Optional.empty();

  private record Counted(Duration uptime, Instant at) {}

  InMemoryReferenceClock(InMemoryIndex index, InstantSource clock) {
    this.index = index;
    this.clock = clock;
    this.reference = ReferenceTime.agreedOn(clock.instant());
  }

  @Override
  public Result read(Uptime uptime, ReferenceTime.Limits newLimits) {
    synchronized (index) {
      limits = newLimits;
      Instant now = clock.instant();
      ReferenceTime.Reading reading =
          Optional.ofNullable(machines.get(uptime.boot()))
              .filter(counted -> counted.uptime.compareTo(uptime.time()) <= 0)
              .map(counted -> counted.at.plus(uptime.time().minus(counted.uptime)))
              .map(machineAt -> reference.read(now, machineAt, limits))
              .orElseGet(() -> reference.readAfterStart(now, limits));
      reference = reading.reference();
      machines.put(uptime.boot(), new Counted(uptime.time(), reading.machineAt()));
      Optional<String> mistake = reading.mistake().filter(_ -> halted.isEmpty());
      mistake.ifPresent(reason -> halted = Optional.of(reason));
      return new Result(mistake, reference.isSettled());
    }
  }

  Optional<String> halted() {
    return halted;
  }

  /** The clock is right from now on. */
  void accept() {
    halted = Optional.empty();
    machines.clear();
    reference = ReferenceTime.agreedOn(clock.instant());
  }

  /** The later of clock and reference. */
  Instant now() {
    Instant now = clock.instant();
    return now.isBefore(reference.now()) ? reference.now() : now;
  }

  /**
   * Whether something with this end is valid. An end that is too far ahead was set by a wrong
   * clock.
   */
  boolean isValid(Instant expiresAt) {
    Instant now = now();
    return expiresAt.isAfter(now) && !expiresAt.isAfter(now.plus(limits.drift()));
  }

  /** The earlier of clock and reference. */
  Instant earliest() {
    Instant now = clock.instant();
    return now.isBefore(reference.now()) ? now : reference.now();
  }

  boolean isTimely(Instant at) {
    return reference.agreesWith(at, limits);
  }

  boolean mayRemove() {
    return halted.isEmpty() && reference.isSettled() && isTimely(clock.instant());
  }

  /** The time by which leases begin and end. */
  Instant ofLeases() {
    return isTimely(clock.instant()) ? now() : reference.now();
  }

  /** Whether a lease with this end is alive. */
  boolean isLive(Instant leaseUntil) {
    Instant now = ofLeases();
    return leaseUntil.isAfter(now) && !leaseUntil.isAfter(now.plus(limits.drift()));
  }

  /** Whether this time was set by a clock that has gone back since. */
  boolean isAhead(Instant instant) {
    return instant.isAfter(clock.instant().plus(limits.drift()));
  }
}
