package dev.coffer.adapter.http.access;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Limits the requests that one client behind trusted proxies has in progress, as the connections of
 * other clients are limited: the proxies' own connections stand for many clients. Thread-safe.
 */
public final class ForwardedClients implements Filter {
  static final HttpFailure TOO_MANY_REQUESTS =
      HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "too many requests at once")
          .withRetryAfter(Duration.ofSeconds(5));

  private final TrustedProxies proxies;
  private final int most;
  private final ConcurrentMap<ClientNetwork, Integer> inProgress = new ConcurrentHashMap<>();

  /**
   * @param most requests of one client at once
   */
  public ForwardedClients(TrustedProxies proxies, int most) {
    this.proxies = proxies;
    this.most = most;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    SocketAddress peer = request.remotePeer().address();
    if (!proxies.isTrusted(((InetSocketAddress) peer).getAddress())) {
      chain.proceed();
      return;
    }
    InetAddress client = proxies.client(peer, request.headers());
    if (proxies.isTrusted(client)) {
      // The proxy itself, for example its health check.
      chain.proceed();
      return;
    }
    ClientNetwork network = ClientNetwork.of(client);
    int count = inProgress.merge(network, 1, Integer::sum);
    try {
      if (count > most) {
        throw new RequestRefused(TOO_MANY_REQUESTS);
      }
      chain.proceed();
    } finally {
      inProgress.computeIfPresent(network, (_, former) -> former == 1 ? null : former - 1);
    }
  }
}
