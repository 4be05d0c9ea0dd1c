package dev.coffer.adapter.http;

/**
 * Where the server listens and what it allows.
 *
 * @param host address or name of the interface to listen on
 * @param port 0 for any free one, see {@link HttpServer#port()}
 * @param limits per connection and in all
 */
public record HttpConfig(String host, int port, RequestLimits limits) {

  public HttpConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: \"" + host + "\" (expected: an address or a name)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }
}
