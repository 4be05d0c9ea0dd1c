package dev.coffer.application.retention;

import dev.coffer.application.Uptime;
import dev.coffer.domain.retention.ReferenceTime;
import java.util.Optional;

/**
 * The {@linkplain ReferenceTime reference time} of an index, shared by all instances. Every
 * transaction that removes something because of its age first checks that the index's clock agrees
 * with this time and that removals are not halted; otherwise it removes nothing. A grace period
 * begins at the later one of the two times. May be called by many threads.
 */
public interface ReferenceClock {

  /**
   * In one transaction, advances the reference by the time that has elapsed on this machine, and
   * compares it with the index's clock. A clock that cannot be right halts all removals; {@link
   * RetentionIndex#accept(dev.coffer.domain.access.Authority)} then sets the reference to the time
   * that the index's clock shows.
   *
   * @param uptime read before the call
   */
  Result read(Uptime uptime, ReferenceTime.Limits limits);

  /**
   * The result of a comparison.
   *
   * @param halted why this call halted removals; empty when it did not, or they were halted before
   * @param isSettled whether no removal has to wait because of a recent stop
   */
  record Result(Optional<String> halted, boolean isSettled) {}
}
