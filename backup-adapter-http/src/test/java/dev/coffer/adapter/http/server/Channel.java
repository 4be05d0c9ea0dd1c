package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.tls.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Plain HTTP or TLS: tests run on both, because the behaviour must be the same. */
public enum Channel {
  PLAIN,
  TLS;

  private record Identity(TlsConfig server, SSLContext client) {

    /** Makes the first handshake of the JVM, which takes longer than short limits allow. */
    void warmUp() throws IOException {
      var config =
          new HttpConfig(
              "127.0.0.1", 0, Optional.of(server), TrustedProxies.NONE, RequestLimits.DEFAULTS);
      try (var warm = new TestServer(config, PLAIN);
          var client = warm.connect().secured(this.client)) {
        client.send("GET /hello HTTP/1.1", "Host: a").reply();
      }
    }

    static Identity make() {
      try {
        Path folder = Files.createTempDirectory("coffer-tls");
        TestCertificate certificate = TestCertificate.make("test", "EC", folder);
        var identity = new Identity(certificate.writeTo(folder), certificate.client());
        identity.warmUp();
        return identity;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Made once for all tests of this JVM, because keytool takes a second. */
  private static final class Once {
    static final Identity IDENTITY = Identity.make();
  }

  public HttpConfig config(RequestLimits limits) {
    Optional<TlsConfig> tls = this == TLS ? Optional.of(Once.IDENTITY.server()) : Optional.empty();
    return new HttpConfig("127.0.0.1", 0, tls, TrustedProxies.NONE, limits);
  }

  /** Connects a client to a server with {@link #config}, ready for HTTP. */
  public RawClient connect(int port) throws IOException {
    var client = new RawClient(port);
    return this == TLS ? client.secured(Once.IDENTITY.client()) : client;
  }
}
