package dev.coffer.application.upload;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases of this instance, for uploads or copies. They are renewed together. A holder that
 * could not renew its lease within the fence time stops. That time is measured as elapsed time, so
 * the holder stops before the lease ends on the index's clock and another instance takes over.
 * Thread-safe.
 */
public final class Leases implements Maintenance {

  /** Renews the leases with these tokens and returns the tokens of those that were still valid. */
  @FunctionalInterface
  public interface Renewal {
    Set<UUID> renew(Collection<UUID> tokens, Duration lease);
  }

  private final Renewal renewal;
  private final Ticker ticker;
  private final Durations.Uploads times;
  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  public Leases(Renewal renewal, Ticker ticker, Durations.Uploads times) {
    this.renewal = renewal;
    this.ticker = ticker;
    this.times = times;
  }

  /**
   * Registers a lease. Call this before the statement that takes the lease, so that the fence is
   * rather too early than too late.
   */
  public Held hold(UUID leaseToken) {
    var lease = new Held(leaseToken, ticker.nanos());
    held.add(lease);
    return lease;
  }

  /**
   * Renews all leases in one statement. A lease that has ended already, for example while this
   * process was paused, stays ended, so that its holder stops.
   */
  @Override
  public void run() {
    List<Held> renewing = List.copyOf(held);
    if (renewing.isEmpty()) {
      return;
    }
    long now = ticker.nanos();
    Set<UUID> renewed =
        renewal.renew(renewing.stream().map(lease -> lease.token).toList(), times.lease());
    renewing.stream()
        .filter(lease -> renewed.contains(lease.token))
        .forEach(lease -> lease.renewedAt = now);
  }

  /** A lease of this instance, until closed. */
  public final class Held implements AutoCloseable {

    private final UUID token;
    private volatile long renewedAt;

    private Held(UUID token, long renewedAt) {
      this.token = token;
      this.renewedAt = renewedAt;
    }

    UUID token() {
      return token;
    }

    public boolean isHeld() {
      return ticker.nanos() - renewedAt < times.fence().toNanos();
    }

    @Override
    public void close() {
      held.remove(this);
    }
  }
}
