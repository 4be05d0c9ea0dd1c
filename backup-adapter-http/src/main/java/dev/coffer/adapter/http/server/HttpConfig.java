package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.tls.TlsConfig;
import java.util.Optional;

/**
 * The server's address and limits.
 *
 * @param host address or name of the interface to listen on
 * @param port 0 = any free port, see {@link HttpServer#port()}
 * @param tls empty for plain HTTP
 * @param proxies the proxies that may report the address of a client
 * @param limits for each connection and in total
 */
public record HttpConfig(
    String host, int port, Optional<TlsConfig> tls, TrustedProxies proxies, RequestLimits limits) {

  public HttpConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: \"" + host + "\" (expected: an address or a name)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /** Plain HTTP without trusted proxies. */
  public HttpConfig(String host, int port, RequestLimits limits) {
    this(host, port, Optional.empty(), TrustedProxies.NONE, limits);
  }
}
