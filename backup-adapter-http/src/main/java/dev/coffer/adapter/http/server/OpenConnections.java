package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.ClientNetwork;
import dev.coffer.adapter.http.access.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of one listener. One address has a share of them, and the last ones are kept
 * for newcomers: where either is used up, the connection that has rested longest is closed for the
 * new one. Those of unknown clients go first, however often they ask; a request of a known client
 * in progress is never cut. Thread-safe.
 */
final class OpenConnections {
  private static final Logger LOGGER = LoggerFactory.getLogger(OpenConnections.class);

  /** This part of all places is kept free: one that is closed takes a moment to be free. */
  private static final int SPARE_PART = 16;

  private static final long WARNING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final TrustedProxies proxies;
  private final int most;
  private final int mostPerNetwork;
  private final Set<GuardedConnection> open = ConcurrentHashMap.newKeySet();

  /** Of clients that are no trusted proxies. */
  private final Map<ClientNetwork, Integer> byNetwork = new HashMap<>();

  private long warnedAt = System.nanoTime() - WARNING_NANOS;

  OpenConnections(RequestLimits limits, TrustedProxies proxies) {
    this.proxies = proxies;
    this.most = limits.maxConnections() - limits.maxConnections() / SPARE_PART;
    this.mostPerNetwork = limits.maxPerAddress();
  }

  /**
   * Takes one more in.
   *
   * @return false if its address has its share, all of it for requests of known clients
   */
  synchronized boolean admit(GuardedConnection newcomer) {
    Optional<ClientNetwork> network = counted(newcomer);
    boolean hasShare =
        network.isPresent() && byNetwork.getOrDefault(network.get(), 0) >= mostPerNetwork;
    if (hasShare) {
      warn(newcomer);
      if (!makeRoom(other -> counted(other).equals(network))) {
        return false;
      }
    } else if (open.size() >= most) {
      makeRoom(_ -> true);
    }
    open.add(newcomer);
    network.ifPresent(known -> byNetwork.merge(known, 1, Integer::sum));
    return true;
  }

  private Optional<ClientNetwork> counted(GuardedConnection connection) {
    InetAddress peer =
        ((InetSocketAddress) connection.context().remotePeer().address()).getAddress();
    return proxies.isTrusted(peer) ? Optional.empty() : Optional.of(ClientNetwork.of(peer));
  }

  private boolean makeRoom(Predicate<GuardedConnection> among) {
    long now = System.nanoTime();
    Optional<GuardedConnection> first =
        open.stream()
            .filter(among)
            .filter(GuardedConnection::isDispensable)
            .min(
                Comparator.comparing(GuardedConnection::isRecognised)
                    .thenComparingLong(connection -> connection.restsSince() - now));
    first.ifPresent(connection -> {
      remove(connection);
      connection.giveWay(now);
    });
    return first.isPresent();
  }

  private void warn(GuardedConnection newcomer) {
    long now = System.nanoTime();
    if (now - warnedAt >= WARNING_NANOS) {
      warnedAt = now;
      LOGGER.warn(
          "{} has {} connections open, the most for one address; more of them replace those that"
              + " are idle",
          newcomer.context().remotePeer().host(),
          mostPerNetwork);
    }
  }

  /** Repeatable. */
  synchronized void remove(GuardedConnection connection) {
    if (open.remove(connection)) {
      counted(connection)
          .ifPresent(network ->
              byNetwork.computeIfPresent(network, (_, count) -> count == 1 ? null : count - 1));
    }
  }

  void forEach(Consumer<GuardedConnection> action) {
    open.forEach(action);
  }
}
