package dev.coffer.boot.config;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.adapter.http.tls.TlsConfig;
import java.net.InetAddress;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The vault's listeners, and the clients that they accept.
 *
 * @param host address or name of one interface, or 0.0.0.0 for all
 * @param port 0 takes any free one
 * @param allowPlainHttp must be true on an address that other machines reach, to confirm that a
 *     proxy in front terminates TLS; has no effect if the vault itself uses TLS
 * @param publicUrl the public address for links: scheme, host, port, and the path under which a
 *     proxy serves the vault; empty: the address of the request for the link
 * @param tls empty for plain HTTP
 * @param proxies the proxies that may report the address of a client
 * @param limits limits for one client
 * @param admin empty for no admin listener
 */
public record ServerConfig(
    String host,
    int port,
    boolean allowPlainHttp,
    Optional<URI> publicUrl,
    Optional<TlsConfig> tls,
    TrustedProxies proxies,
    RequestLimits limits,
    Optional<AdminConfig> admin) {

  /** This machine alone. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  public static final int DEFAULT_PORT = 8080;

  static final int MAX_PORT = 65_535;

  /** Where a proxy serves the vault: nothing, or a path in normal form. */
  private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

  public ServerConfig {
    checkAddress("server.host", host, "server.port", port);
    publicUrl.ifPresent(ServerConfig::checkPublicUrl);
    boolean plain = tls.isEmpty() && !allowPlainHttp;
    if (plain) {
      requireLoopback("server.host", host, "secrets");
      admin.ifPresent(it -> requireLoopback("server.admin-host", it.host(), "metrics"));
    }
    if (admin.isPresent() && port > 0 && admin.get().port() == port) {
      throw new IllegalArgumentException(
          "server.admin-port: \"%d\" (expected: another port than server.port)".formatted(port));
    }
  }

  static void checkAddress(String hostKey, String host, String portKey, int port) {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "%s: \"\" (expected: an address or a name)".formatted(hostKey));
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%s: \"%d\" (expected: 0 to %d)".formatted(portKey, port, MAX_PORT));
    }
  }

  private static void checkPublicUrl(URI url) {
    boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    String path = Objects.requireNonNullElse(url.getPath(), "");
    boolean isAddress =
        url.toString().equals("%s://%s%s".formatted(url.getScheme(), url.getAuthority(), path));
    if (!isWeb || !isAddress || !PREFIX.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "server.public-url: \"%s\" (expected: http or https, host and port, and perhaps a path without a slash at its end, as in https://vault.example.org or https://example.org/vault)"
              .formatted(url));
    }
  }

  private static void requireLoopback(String key, String host, String told) {
    if (!isLoopback(host)) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: a loopback address, because %s would travel in plain HTTP; set"
                  .formatted(key, host, told)
              + " server.tls.certificate and server.tls.private-key, or behind a proxy that "
              + "terminates TLS, server.allow-plain-http to true)");
    }
  }

  /** Plain HTTP, no proxies, the usual limits, no admin listener. */
  public ServerConfig(String host, int port, boolean allowPlainHttp) {
    this(
        host,
        port,
        allowPlainHttp,
        Optional.empty(),
        Optional.empty(),
        TrustedProxies.NONE,
        RequestLimits.DEFAULTS,
        Optional.empty());
  }

  /** Names are not resolved: their address may change after this check. */
  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || literal(host, InetAddress::isLoopbackAddress);
  }

  /** The address that programs on this machine use, by the port really taken. */
  public String url(int actualPort) {
    return url(host, actualPort);
  }

  /** The same of the admin listener, which there must be. */
  public String adminUrl(int actualPort) {
    return url(admin.orElseThrow().host(), actualPort);
  }

  private String url(String host, int actualPort) {
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
