package dev.coffer.boot;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Where the vault listens.
 *
 * @param host address or name of one interface, or 0.0.0.0 for all
 * @param port 0 takes any free one
 * @param allowPlainHttp must be true on an address that other machines reach, which says that
 *     something in front of it speaks TLS
 */
public record ServerConfig(String host, int port, boolean allowPlainHttp) {

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
    if (!allowPlainHttp && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "server.host: \"%s\" (expected: a loopback address, because secrets would travel in plain HTTP; where a TLS"
                  .formatted(host)
              + " balancer stands in front, set server.allow-plain-http to true)");
    }
  }

  /** Names are not looked up: what they stand for may change after this check. */
  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || literal(host, InetAddress::isLoopbackAddress);
  }

  /** The address that programs on this machine use, by the port really taken. */
  String url(int actualPort) {
    var name = literal(host, InetAddress::isAnyLocalAddress) ? DEFAULT_HOST : host;
    return "http://%s:%d".formatted(name.contains(":") ? "[" + name + "]" : name, actualPort);
  }

  private static boolean literal(String host, Predicate<InetAddress> test) {
    try {
      return test.test(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
