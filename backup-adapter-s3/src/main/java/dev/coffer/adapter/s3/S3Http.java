package dev.coffer.adapter.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** The HTTP client of one drive, with what is unlike OkHttp's defaults. */
final class S3Http {

  /** As many as an instance serves uploads at once: a connection costs a round trip or three. */
  private static final int IDLE_CONNECTIONS = 64;

  private S3Http() {}

  static OkHttpClient client(S3Config config) {
    S3Config.Timeouts timeouts = config.timeouts();
    var builder =
        new OkHttpClient.Builder()
            .connectTimeout(timeouts.connect())
            .readTimeout(timeouts.read())
            .writeTimeout(timeouts.write())
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
            // HTTP/2 would put all uploads on one connection, behind one window.
            .protocols(List.of(Protocol.HTTP_1_1))
            // A redirect would be signed for another host; a 301 from the store is reported as an
            // error.
            .followRedirects(false)
            .socketFactory(new NoDelay());
    config.caFile().ifPresent(file -> trust(builder, file));
    return builder.build();
  }

  private static void trust(OkHttpClient.Builder builder, Path caFile) {
    try (var pem = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var manager = (X509TrustManager) managers.getTrustManagers()[0];
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      builder.sslSocketFactory(context.getSocketFactory(), manager);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "CA file: \"%s\" (expected: certificates in PEM form)".formatted(caFile), e);
    }
  }

  /** Reads ahead: OkHttp reads 8 KiB at a time, and each read would be a system call. */
  private static final class ReadingAhead extends Socket {

    private static final int AHEAD = 64 * 1024;

    private @Nullable InputStream in;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      // Always the same one, for what was read ahead is in it.
      if (in == null) {
        in = new BufferedInputStream(super.getInputStream(), AHEAD);
      }
      return in;
    }
  }

  /**
   * Without TCP_NODELAY the last block of a small body waits for the acknowledgement of its head:
   * about 50 ms for each put, measured.
   */
  private static final class NoDelay extends SocketFactory {

    @Override
    public Socket createSocket() throws IOException {
      var socket = new ReadingAhead();
      socket.setTcpNoDelay(true);
      // Close with a reset: an interrupted body must not look complete. versitygw stored the bytes
      // received so far when the connection was closed normally.
      socket.setSoLinger(true, 0);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw onlyUnconnected();
    }

    private static UnsupportedOperationException onlyUnconnected() {
      return new UnsupportedOperationException("OkHttp connects its own sockets");
    }
  }
}
