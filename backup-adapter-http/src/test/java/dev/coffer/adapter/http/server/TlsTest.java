package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.tls.ReloadingTls;
import dev.coffer.adapter.http.tls.TlsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what TLS adds. Tests that take a {@link Channel} show that everything else works over TLS
 * too.
 */
class TlsTest {
  @TempDir static Path made;

  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate rsa;

  @TempDir private Path folder;

  private TlsConfig config;

  @BeforeAll
  static void makeCertificates() throws Exception {
    first = TestCertificate.make("first", "EC", made);
    second = TestCertificate.make("second", "EC", made);
    rsa = TestCertificate.make("rsa", "RSA", made);
  }

  @BeforeEach
  void install() throws IOException {
    TlsConfig files = first.writeTo(folder);
    config = new TlsConfig(files.certificate(), files.privateKey(), Duration.ofMillis(20));
  }

  private TestServer server(RequestLimits limits) {
    return new TestServer(
        new HttpConfig("127.0.0.1", 0, Optional.of(config), TrustedProxies.NONE, limits),
        Channel.PLAIN);
  }

  private TestServer server() {
    return server(RequestLimits.DEFAULTS);
  }

  private static RawClient connect(TestServer server, TestCertificate expected, String... protocols)
      throws IOException, GeneralSecurityException {
    return server.connect().secured(expected.client(), protocols);
  }

  private static String hello(RawClient client) throws IOException {
    return client.send("GET /hello HTTP/1.1", "Host: a").reply().body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsAreSupportedWithEitherKindOfKey(String version) throws Exception {
    for (TestCertificate certificate : new TestCertificate[] {first, rsa}) {
      certificate.writeTo(folder);
      try (var server = server();
          var client = connect(server, certificate, version)) {
        assertThat(hello(client)).isEqualTo("hello");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0300, 0x0301, 0x0302})
  void olderVersionsAreRefusedByAnAlert(int version) throws IOException {
    try (var server = server();
        var client = server.connect()) {
      client.sendRaw(Hello.offering(version));

      // An alert record: fatal, protocol_version (RFC 8446, 6.2).
      assertThat(client.restAfterHangingUp()).hasSize(7).startsWith("\u0015").endsWith("\u0002F");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /hello HTTP/1.1", "POST /upload HTTP/1.1"})
  void plainHttpIsToldThatThePortSupportsHttpsOnly(String request) throws Exception {
    try (var server = server();
        var log = new LogCapture(RequestLog.class);
        var client = server.connect()) {
      client.send(request, "Host: a", "Content-Length: 5").sendRaw("hello");

      RawClient.Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body())
          .isEqualTo(
              "{\"code\":400,\"message\":\"this port supports HTTPS only: use https://\","
                  + "\"data\":null}");
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
      assertThat(server.served).hasValue(0);
      assertThat(log.next("request")).containsEntry("status", "400").containsKey("remote");
    }
  }

  @Test
  void onlyRepliesOverTlsSendHsts() throws Exception {
    try (var server = server();
        var client = connect(server, first);
        var plain = new TestServer();
        var plainClient = plain.connect()) {
      assertThat(client.send("GET /hello HTTP/1.1", "Host: a").reply().headers())
          .containsEntry("Strict-Transport-Security", List.of("max-age=31536000"));
      assertThat(plainClient.send("GET /hello HTTP/1.1", "Host: a").reply().headers())
          .doesNotContainKey("Strict-Transport-Security");
    }
  }

  @Test
  void aClientThatNeverBeginsItsHandshakeIsDisconnected() throws IOException {
    try (var server = server(TestServer.SHORT);
        var client = server.connect()) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aConnectionWhoseHandshakeTricklesIsClosed() throws IOException {
    try (var server = server(TestServer.SHORT);
        var client = server.connect()) {
      client.sendRaw("\u0016\u0003\u0001\u0002\u0000\u0001");

      assertThat(client.isClosedWhileTrickling('\u0000', 600)).isTrue();
    }
  }

  @Test
  void failedHandshakesDoNotUseUpConnections() throws Exception {
    // Helidon's own TLS would lose one of these 64 slots with each failed handshake.
    try (var server = server(TestServer.SHORT)) {
      for (int i = 0; i < 200; i++) {
        try (var client = server.connect()) {
          client.sendRaw("no TLS at all");
        }
      }

      try (var client = connect(server, first)) {
        assertThat(hello(client)).isEqualTo("hello");
      }
    }
  }

  @Test
  void aNewCertificateIsUsedForNewConnectionsWhileAnOpenOneContinues() throws Exception {
    try (var log = new LogCapture(ReloadingTls.class);
        var server = server();
        var open = connect(server, first)) {
      assertThat(hello(open)).isEqualTo("hello");

      second.writeTo(folder);
      log.next("new connections use the TLS certificate {}, valid until {}");

      try (var client = connect(server, second)) {
        assertThat(client.peerName()).isEqualTo("CN=second");
        assertThat(hello(client)).isEqualTo("hello");
      }
      assertThat(hello(open)).isEqualTo("hello");
    }
  }

  @Test
  void aNewCertificateIsReadImmediatelyOnRequest() throws IOException {
    var hourly = new TlsConfig(config.certificate(), config.privateKey(), Duration.ofHours(1));
    ReloadingTls tls = ReloadingTls.open(hourly);
    SSLContext former = tls.context();

    tls.reloadIfChanged();
    SSLContext unchanged = tls.context();
    second.writeTo(folder);
    tls.reloadIfChanged();

    assertThat(unchanged).isSameAs(former);
    assertThat(tls.context()).isNotSameAs(former);
  }

  @Test
  void aSessionOfTheFormerCertificateIsNotResumed() throws Exception {
    var client = first.client();
    try (var log = new LogCapture(ReloadingTls.class);
        var server = server()) {
      try (var before = server.connect().secured(client)) {
        assertThat(hello(before)).isEqualTo("hello");
      }
      second.writeTo(folder);
      log.next("new connections use the TLS certificate {}, valid until {}");

      assertThatThrownBy(() -> server.connect().secured(client)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aMismatchedPairIsReportedAndTheFormerOneStays() throws Exception {
    try (var log = new LogCapture(ReloadingTls.class);
        var server = server()) {
      Files.writeString(config.privateKey(), second.privateKey());
      assertThat(log.nextError())
          .contains("cannot be used", "the private key does not belong to the certificate");
      try (var client = connect(server, first)) {
        assertThat(hello(client)).isEqualTo("hello");
      }

      Files.writeString(config.certificate(), second.certificate());
      log.next("new connections use the TLS certificate {}, valid until {}");
      try (var client = connect(server, second)) {
        assertThat(hello(client)).isEqualTo("hello");
      }
    }
  }

  @Test
  void aMissingFileIsReportedAndTheFormerPairStays() throws Exception {
    try (var log = new LogCapture(ReloadingTls.class);
        var server = server()) {
      Files.delete(config.certificate());
      assertThat(log.nextError()).contains("cannot be used", "certificate.pem");

      try (var client = connect(server, first)) {
        assertThat(hello(client)).isEqualTo("hello");
      }
    }
  }

  @Test
  void anInvalidPairIsRefusedAtTheStart() throws IOException {
    Files.writeString(config.certificate(), "nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(this::server)
        .withMessageContaining("certificate");

    Files.writeString(config.certificate(), first.certificate());
    Files.writeString(config.privateKey(), "nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(this::server)
        .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");

    Files.writeString(config.privateKey(), rsa.privateKey());
    assertThatIllegalArgumentException()
        .isThrownBy(this::server)
        .withMessage("the private key does not belong to the certificate");

    Files.setPosixFilePermissions(
        config.privateKey(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatIllegalArgumentException()
        .isThrownBy(this::server)
        .withMessage(
            "the private key file \"%1$s\" has mode rw-r--r-- and must not be accessible to other "
                + "users: run chmod 600 \"%1$s\"",
            config.privateKey());

    Files.delete(config.privateKey());
    assertThatThrownBy(this::server)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("key.pem");
  }

  @Test
  void aReplyThatClosesEndsTlsInOrder() throws Exception {
    try (var server = server();
        var client = connect(server, first, "TLSv1.2")) {
      client.send("GET /closing HTTP/1.1", "Host: a");

      assertThat(client.reply().body()).isEqualTo("bye");
      assertThat(client.endsInOrder()).isTrue();
    }
  }

  @Test
  void anIncompleteReplyDoesNotEndTlsInOrder() throws Exception {
    try (var server = server();
        var client = connect(server, first, "TLSv1.2")) {
      client.send("GET /short HTTP/1.1", "Host: a");

      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.endsInOrder()).isFalse();
    }
  }

  /** First messages of old clients, which the JDK can no longer send. */
  private static final class Hello {

    /** A ClientHello (RFC 5246, 7.4.1.2) of {@code version} with one cipher suite. */
    static byte[] offering(int version) {
      var hello = new ByteArrayOutputStream();
      byte[] body = new byte[2 + 32 + 1 + 2 + 2 + 2];
      body[0] = (byte) (version >> 8);
      body[1] = (byte) version;
      body[36] = 2; // length of the suites
      body[37] = (byte) 0xc0; // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
      body[38] = 0x09;
      body[39] = 1; // one compression method: none
      hello.writeBytes(
          new byte[] {
            22, 3, (byte) Math.min(version & 0xff, 1), 0, (byte) (body.length + 4), 1, 0, 0
          });
      hello.write(body.length);
      hello.writeBytes(body);
      return hello.toByteArray();
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** One in the server and one in the client, because both run in this process. */
  @Test
  void aConnectionCostsOneDescriptor() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (var server = server();
        var warm = connect(server, first)) {
      assertThat(hello(warm)).isEqualTo("hello");
      long before = descriptors();

      for (int i = 0; i < 50; i++) {
        clients.add(connect(server, first));
      }

      assertThat(descriptors()).isBetween(before + 100, before + 110);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
