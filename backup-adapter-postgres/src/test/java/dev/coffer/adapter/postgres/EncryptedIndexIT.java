package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Secret;
import dev.coffer.embedded.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a PostgreSQL server, by the driver's own parameters in the URL. */
class EncryptedIndexIT {

  private static final String STORE_PASSWORD = "for-this-test-alone";

  @TempDir private static Path folder;
  private static PrivatePostgres postgres;
  private static PostgresConfig plain;
  private static Path trusted;
  private static Path another;

  @BeforeAll
  static void start() throws IOException, GeneralSecurityException, SQLException {
    Certificate server = Certificate.make("server", "ip:127.0.0.1");
    trusted = Files.writeString(folder.resolve("trusted.pem"), server.certificate());
    another =
        Files.writeString(
            folder.resolve("another.pem"),
            Certificate.make("another", "ip:127.0.0.1").certificate());
    postgres = PrivatePostgres.make("--data-checksums");
    postgres.start(
        Map.of(
            "ssl",
            "on",
            "ssl_cert_file",
            postgres.write("server.crt", server.certificate()).toString(),
            "ssl_key_file",
            postgres.write("server.key", server.key()).toString()));
    plain = PrivatePostgres.config(postgres.freshDatabase(), 2);
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  /** A self-signed certificate and its key, in PEM. */
  private record Certificate(String certificate, String key) {

    static Certificate make(String name, String address)
        throws IOException, GeneralSecurityException {
      var file = folder.resolve(name + ".p12");
      var command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-keyalg",
              "EC",
              "-alias",
              name,
              "-dname",
              "CN=" + name,
              "-ext",
              "san=" + address,
              "-storetype",
              "PKCS12",
              "-keystore",
              file.toString(),
              "-storepass",
              STORE_PASSWORD);
      assertThat(Programs.run(Programs.builder(command, folder.resolve("keytool.log")))).isZero();
      var store = KeyStore.getInstance(file.toFile(), STORE_PASSWORD.toCharArray());
      return new Certificate(
          pem("CERTIFICATE", store.getCertificate(name).getEncoded()),
          pem("PRIVATE KEY", store.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String type, byte[] content) {
      return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
          .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
    }
  }

  private static PostgresConfig with(String host, Path certificate) {
    return new PostgresConfig(
        plain.url().replace("127.0.0.1", host) + "?sslmode=verify-full&sslrootcert=" + certificate,
        plain.user(),
        new Secret(plain.password().value()),
        plain.poolSize());
  }

  @Test
  void everyConnectionIsEncryptedToTheServerThatTheCertificateNames() throws SQLException {
    PostgresConfig config = with("127.0.0.1", trusted);

    try (var index = PostgresIndex.open(config);
        var pool = new Sessions(config, SessionTimeouts.DEFAULT).pool();
        var connection = pool.getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
      assertThat(TestIndex.answers(index)).isTrue();
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean("ssl")).isTrue();
    }
  }

  @Test
  void aServerWithAnUntrustedCertificateIsRefused() {
    assertThatThrownBy(() -> PostgresIndex.open(with("127.0.0.1", another)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageStartingWith("index: no connection to " + plain.url())
        .hasMessageContaining("SSL error")
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() {
    assertThatThrownBy(() -> PostgresIndex.open(with("localhost", trusted)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("hostname localhost could not be verified");
  }

  @Test
  void aMissingCertificateFileIsNamed() {
    Path absent = folder.resolve("absent.pem");

    assertThatThrownBy(() -> PostgresIndex.open(with("127.0.0.1", absent)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining(absent.toString());
  }
}
