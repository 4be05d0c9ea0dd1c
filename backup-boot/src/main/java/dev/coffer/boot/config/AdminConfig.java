package dev.coffer.boot.config;

/**
 * The admin listener, which serves health and metrics. It uses the same protocol as the main
 * listener, with its own connections.
 *
 * @param host address or name of one interface, or 0.0.0.0 for all
 * @param port 0 takes any free one
 */
public record AdminConfig(String host, int port) {

  /** This machine alone. */
  public static final String DEFAULT_HOST = ServerConfig.DEFAULT_HOST;

  public AdminConfig {
    ServerConfig.checkAddress("server.admin-host", host, "server.admin-port", port);
  }
}
