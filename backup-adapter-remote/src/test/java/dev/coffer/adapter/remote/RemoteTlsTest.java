package dev.coffer.adapter.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coffer.application.VaultUrl;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault with a certificate that an authority of its own vouches for. */
class RemoteTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path made;
  private static SSLContext identity;
  private static Path authority;

  @TempDir private Path folder;
  private HttpsServer server;

  @BeforeAll
  static void makeCertificate() throws IOException, GeneralSecurityException, InterruptedException {
    Path store = made.resolve("server.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=vault",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD,
        "-keystore",
        store.toString());
    KeyStore loaded = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    authority =
        Files.writeString(
            made.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(
                    Base64.getMimeEncoder()
                        .encodeToString(loaded.getCertificate("server").getEncoded())));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(loaded, PASSWORD.toCharArray());
    identity = SSLContext.getInstance("TLS");
    identity.init(keys.getKeyManagers(), null, null);
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"Results\":[]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void keytool(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }

  private Fleet.Page list(String host, Optional<Path> authorities) {
    var config =
        new RemoteConfig(
            VaultUrl.parse("https://%s:%d".formatted(host, server.getAddress().getPort())),
            new Secret("ck1_key"),
            authorities,
            Duration.ofSeconds(10));
    try (var vault = new RemoteVault(config)) {
      return vault.page(
          Authority.atCommandLine("anybody"),
          new Fleet.Query(FleetFilter.ALL, FleetOrder.NEWEST_FIRST, Optional.empty(), 1));
    }
  }

  @Test
  void anAuthorityOfOnesOwnIsTrustedWhenItIsNamed() {
    assertThat(list("127.0.0.1", Optional.of(authority)).backups()).isEmpty();
  }

  @Test
  void anUnknownAuthorityIsRefusedInOneSentence() {
    assertThatThrownBy(() -> list("127.0.0.1", Optional.empty()))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining("is not trusted")
        .hasMessageContaining("--ca-file");
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    assertThatThrownBy(() -> list("localhost", Optional.of(authority)))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining("is not trusted");
  }

  @Test
  void aFileWithoutCertificatesIsSaidToBeNone() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");

    assertThatThrownBy(() -> list("127.0.0.1", Optional.of(empty)))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining("empty.pem");
    assertThatThrownBy(() -> list("127.0.0.1", Optional.of(folder.resolve("none"))))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining("cannot read the certificate authorities");
  }
}
