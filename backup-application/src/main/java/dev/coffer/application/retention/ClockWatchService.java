package dev.coffer.application.retention;

import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.domain.retention.ReferenceTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the index's clock with the time that has passed, at intervals and on every instance. At
 * a start, it runs once before anything else. Thread-safe.
 */
public final class ClockWatchService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatchService.class);

  private final ReferenceClock clock;
  private final Ticker ticker;
  private final ReferenceTime.Limits limits;
  private volatile boolean wasSettled = true;

  public ClockWatchService(ReferenceClock clock, Ticker ticker, ReferenceTime.Limits limits) {
    this.clock = clock;
    this.ticker = ticker;
    this.limits = limits;
  }

  @Override
  public void run() {
    ReferenceClock.Result result = clock.read(ticker.uptime(), limits);
    result
        .halted()
        .ifPresent(reason ->
            LOG.error(
                "all removals are paused until an operator runs coffer retention accept: {}",
                reason));
    if (wasSettled && !result.isSettled()) {
      LOG.info(
          "only the database's clock knows how long the vault was stopped: nothing is removed because of its age for {} minutes",
          limits.settling().toMinutes());
    }
    wasSettled = result.isSettled();
  }
}
