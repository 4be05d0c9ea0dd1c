package dev.coffer.adapter.remote;

import dev.coffer.domain.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a vault is and how it is spoken to.
 *
 * @param url of its listener, without a path: {@code https://vault.example:8443}
 * @param apiKey decides what is seen and what may be done
 * @param authorities PEM file of the only certificate authorities that may vouch for it; empty =
 *     those that the Java runtime trusts
 * @param patience how long an answer, or the next bytes of one, may be waited for
 */
public record RemoteConfig(URI url, Secret apiKey, Optional<Path> authorities, Duration patience) {

  /** Longer than the index is waited for by the vault itself. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  private static final String EXPECTED = "http:// or https://, a host, and a port if it is another";

  public RemoteConfig {
    boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    String path = url.getRawPath();
    if (!known
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException("url: \"%s\" (expected: %s)".formatted(url, EXPECTED));
    }
  }

  /**
   * Reads what an operator typed.
   *
   * @throws IllegalArgumentException if it can be no vault's
   */
  public static URI url(String text) {
    try {
      return new RemoteConfig(URI.create(text), new Secret(""), Optional.empty(), DEFAULT_PATIENCE)
          .url();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("url: \"%s\" (expected: %s)".formatted(text, EXPECTED), e);
    }
  }

  /** Whether what is said can be read on the way. */
  public boolean isOpen() {
    return "http".equals(url.getScheme());
  }
}
