package dev.coffer.adapter.http.tls;

import java.nio.file.Path;
import java.time.Duration;

/**
 * With what the server proves who it is.
 *
 * @param certificate PEM file: the server's certificate first, then those between it and the root
 * @param privateKey PEM file: the certificate's key, RSA or EC, not encrypted
 * @param checkPeriod how often both files are looked at; what is new in them is used from the next
 *     connection on
 */
public record TlsConfig(Path certificate, Path privateKey, Duration checkPeriod) {

  /** One minute: renewed certificates are put in place days before the old ones end. */
  public static final Duration DEFAULT_CHECK_PERIOD = Duration.ofMinutes(1);

  public TlsConfig {
    if (checkPeriod.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "checkPeriod: " + checkPeriod + " (expected: 1 ms or more)");
    }
  }

  /** Looked at every {@link #DEFAULT_CHECK_PERIOD}. */
  public static TlsConfig of(Path certificate, Path privateKey) {
    return new TlsConfig(certificate, privateKey, DEFAULT_CHECK_PERIOD);
  }
}
