package dev.coffer.application;

import java.net.URI;

/**
 * The address of a vault's main listener, {@code https://vault.example:8443}, or of a proxy that
 * serves it under a path of its own, {@code https://example.org/vault}.
 */
public record VaultUrl(URI uri) {

  private static final String EXPECTED =
      "http:// or https://, a host, and optionally a port and a path";

  public VaultUrl {
    boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!known
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !uri.equals(uri.normalize())) {
      throw new IllegalArgumentException("url: \"%s\" (expected: %s)".formatted(uri, EXPECTED));
    }
  }

  /**
   * Parses an address that a user typed.
   *
   * @throws IllegalArgumentException if it cannot be the address of a vault
   */
  public static VaultUrl parse(String text) {
    try {
      return new VaultUrl(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("url: \"%s\" (expected: %s)".formatted(text, EXPECTED), e);
    }
  }

  /**
   * Returns the address of something in the vault.
   *
   * @param path with a slash at its beginning, and perhaps a query
   */
  public URI at(String path) {
    return URI.create(uri.toString().replaceFirst("/+$", "") + path);
  }

  /** Whether requests and replies can be read by others on the network. */
  public boolean isPlainHttp() {
    return "http".equals(uri.getScheme());
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
