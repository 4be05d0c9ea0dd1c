package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.adapter.http.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for this machine, made by the JDK's keytool.
 *
 * @param certificate PEM
 * @param privateKey PEM
 * @param trusting the trust store with which a client accepts it
 */
public record TestCertificate(String certificate, String privateKey, KeyStore trusting) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes a certificate with a new key; {@code name} distinguishes it from others. */
  public static TestCertificate make(String name, String algorithm, Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(name + "-" + System.nanoTime() + ".p12");
    keytool(file, name, algorithm);
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
    KeyStore trusting = KeyStore.getInstance("PKCS12");
    trusting.load(null, PASSWORD);
    trusting.setCertificateEntry("server", store.getCertificate("server"));
    return new TestCertificate(
        pem("CERTIFICATE", store.getCertificate("server").getEncoded()),
        pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded()),
        trusting);
  }

  private static void keytool(Path file, String name, String algorithm)
      throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var command =
        List.of(
            keytool.toString(),
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            algorithm,
            "-dname",
            "CN=" + name,
            "-ext",
            "san=ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + output);
    }
  }

  private static String pem(String type, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }

  /** Writes the files that a server is configured with. */
  public TlsConfig writeTo(Path folder) throws IOException {
    return TlsConfig.of(
        Files.writeString(folder.resolve("certificate.pem"), certificate),
        Files.setPosixFilePermissions(
            Files.writeString(folder.resolve("key.pem"), privateKey),
            PosixFilePermissions.fromString("rw-------")));
  }

  /** Returns a context for a client that accepts only this certificate. */
  public SSLContext client() throws GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusting);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
