package dev.coffer.boot;

import dev.coffer.adapter.http.RequestLimits;
import dev.coffer.adapter.http.TlsConfig;
import dev.coffer.adapter.http.TrustedProxies;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the vault listens, and to whom.
 *
 * @param host address or name of one interface, or 0.0.0.0 for all
 * @param port 0 takes any free one
 * @param allowPlainHttp must be true on an address that other machines reach, which says that
 *     something in front of it speaks TLS; without a meaning where the vault itself does
 * @param publicUrl how others reach it, where links are to lead: scheme, host and port; empty: the
 *     address by which a link is asked for
 * @param tls empty for plain HTTP
 * @param proxies who may tell the address of a client
 * @param limits what one client may take
 */
public record ServerConfig(
    String host,
    int port,
    boolean allowPlainHttp,
    Optional<URI> publicUrl,
    Optional<TlsConfig> tls,
    TrustedProxies proxies,
    RequestLimits limits) {

  /** This machine alone. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  public static final int DEFAULT_PORT = 8080;

  static final int MAX_PORT = 65_535;

  public ServerConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("server.host: \"\" (expected: an address or a name)");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "server.port: \"%d\" (expected: 0 to %d)".formatted(port, MAX_PORT));
    }
    publicUrl.ifPresent(url -> {
      boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!isWeb || !url.toString().equals(url.getScheme() + "://" + url.getAuthority())) {
        throw new IllegalArgumentException(
            "server.public-url: \"%s\" (expected: http or https, host and port alone, as in https://vault.example.org)"
                .formatted(url));
      }
    });
    if (tls.isEmpty() && !allowPlainHttp && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "server.host: \"%s\" (expected: a loopback address, because secrets would travel in plain HTTP; set"
                  .formatted(host)
              + " server.tls.certificate and server.tls.private-key, or where a TLS balancer stands in front,"
              + " server.allow-plain-http to true)");
    }
  }

  /** Plain HTTP, no proxies, the usual limits. */
  public ServerConfig(String host, int port, boolean allowPlainHttp) {
    this(
        host,
        port,
        allowPlainHttp,
        Optional.empty(),
        Optional.empty(),
        TrustedProxies.NONE,
        RequestLimits.DEFAULTS);
  }

  /** Names are not looked up: what they stand for may change after this check. */
  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || literal(host, InetAddress::isLoopbackAddress);
  }

  /** The address that programs on this machine use, by the port really taken. */
  String url(int actualPort) {
    var name = literal(host, InetAddress::isAnyLocalAddress) ? DEFAULT_HOST : host;
    return "%s://%s:%d"
        .formatted(
            tls.isPresent() ? "https" : "http",
            name.contains(":") ? "[" + name + "]" : name,
            actualPort);
  }

  private static boolean literal(String host, Predicate<InetAddress> test) {
    try {
      return test.test(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
