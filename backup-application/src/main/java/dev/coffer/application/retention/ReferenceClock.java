package dev.coffer.application.retention;

import dev.coffer.application.Uptime;
import dev.coffer.domain.retention.ReferenceTime;
import java.util.Optional;

/**
 * The {@linkplain ReferenceTime reference time} of an index, one for all instances. Whatever
 * removes something because of its age does so in a transaction that finds the index's clock in
 * agreement with it, and removals not halted; otherwise it removes nothing. Grace periods begin at
 * the later one of the two times. May be called by many threads.
 */
public interface ReferenceClock {

  /**
   * In one transaction: the reference advances by what has elapsed on this machine and is compared
   * with the index's clock. A clock that cannot be right halts removals as {@link
   * RetentionIndex#halt} does; {@link RetentionIndex#accept} then agrees on the time that the
   * index's clock shows.
   *
   * @param uptime read before the call
   */
  Result read(Uptime uptime, ReferenceTime.Limits limits);

  /**
   * What was found.
   *
   * @param halted why removals were halted by this call; empty where they were not, or had been
   *     before
   * @param isSettled whether nothing waits for the time after a stop
   */
  record Result(Optional<String> halted, boolean isSettled) {}
}
