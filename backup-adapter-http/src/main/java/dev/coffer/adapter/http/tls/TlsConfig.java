package dev.coffer.adapter.http.tls;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The files that prove the server's identity.
 *
 * @param certificate PEM file: the server's certificate first, then the intermediate ones
 * @param privateKey PEM file: the certificate's key, RSA or EC, not encrypted
 * @param checkPeriod how often both files are checked; changes apply to new connections
 */
public record TlsConfig(Path certificate, Path privateKey, Duration checkPeriod) {

  /**
   * One minute is enough, because renewed certificates are installed days before the old ones
   * expire.
   */
  public static final Duration DEFAULT_CHECK_PERIOD = Duration.ofMinutes(1);

  public TlsConfig {
    if (checkPeriod.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "checkPeriod: " + checkPeriod + " (expected: 1 ms or more)");
    }
  }

  /** The files are checked every {@link #DEFAULT_CHECK_PERIOD}. */
  public static TlsConfig of(Path certificate, Path privateKey) {
    return new TlsConfig(certificate, privateKey, DEFAULT_CHECK_PERIOD);
  }
}
