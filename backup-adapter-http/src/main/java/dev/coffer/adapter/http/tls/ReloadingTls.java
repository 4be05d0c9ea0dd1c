package dev.coffer.adapter.http.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.application.Reasons;
import dev.coffer.application.access.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key for new connections, reloaded when their files change. Open connections
 * keep the certificate that they started with. Thread-safe.
 */
public final class ReloadingTls {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReloadingTls.class);

  private final TlsConfig config;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile TlsIdentity identity;
  private Pem tried;

  /**
   * The contents of both files. Their dates would not reveal that a symbolic link was changed.
   *
   * @param keyFile who may read the private key
   */
  private record Pem(String certificate, String privateKey, SecretFile keyFile) {

    static Pem read(TlsConfig config) throws IOException {
      return new Pem(
          Files.readString(config.certificate(), ISO_8859_1),
          Files.readString(config.privateKey(), ISO_8859_1),
          keyFile(config.privateKey()));
    }

    private static SecretFile keyFile(Path file) throws IOException {
      var attributes = Files.readAttributes(file, PosixFileAttributes.class);
      return new SecretFile(
          "private key file",
          file.toString(),
          PosixFilePermissions.toString(attributes.permissions()),
          attributes.owner().getName().equals(System.getProperty("user.name")));
    }

    TlsIdentity parse() {
      keyFile
          .problem()
          .ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
          });
      return TlsIdentity.parse(certificate, privateKey);
    }
  }

  private ReloadingTls(TlsConfig config, Pem tried) {
    this.config = config;
    this.tried = tried;
    this.identity = tried.parse();
  }

  /**
   * Reads both files for the first time.
   *
   * @throws UncheckedIOException when one cannot be read
   * @throws IllegalArgumentException when they are not a certificate and its key, or when others
   *     can read the key
   */
  public static ReloadingTls open(TlsConfig config) {
    try {
      return new ReloadingTls(config, Pem.read(config));
    } catch (IOException e) {
      throw new UncheckedIOException("TLS files: " + e.getMessage(), e);
    }
  }

  /** Why a server could not be started with these files; empty if it could. */
  public static Optional<String> problem(TlsConfig config) {
    try {
      Pem.read(config).parse();
      return Optional.empty();
    } catch (FileSystemException e) {
      return Optional.of("\"%s\" cannot be read: %s".formatted(e.getFile(), Reasons.of(e)));
    } catch (IOException e) {
      return Optional.of("the files cannot be read: " + Reasons.of(e));
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  public SSLContext context() {
    return identity.context();
  }

  public void start() {
    Thread.ofPlatform().daemon().name("tls-reload").start(this::watch);
  }

  private void watch() {
    try {
      while (!stopped.await(config.checkPeriod().toNanos(), TimeUnit.NANOSECONDS)) {
        reloadIfChanged();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reloads the files if they have changed. If the new pair is unusable, that is logged once, and
   * the present pair stays in use.
   */
  public synchronized void reloadIfChanged() {
    try {
      Pem found = Pem.read(config);
      if (found.equals(tried)) {
        return;
      }
      tried = found;
      identity = found.parse();
      LOGGER.info(
          "new connections use the TLS certificate {}, valid until {}",
          identity.certificate().getSubjectX500Principal(),
          identity.certificate().getNotAfter().toInstant());
    } catch (IOException | IllegalArgumentException e) {
      LOGGER.error(
          "the new TLS certificate or key cannot be used; the certificate valid until {} stays "
              + "in use: {}",
          identity.certificate().getNotAfter().toInstant(),
          e.getMessage(),
          e);
    }
  }

  public void stop() {
    stopped.countDown();
  }
}
