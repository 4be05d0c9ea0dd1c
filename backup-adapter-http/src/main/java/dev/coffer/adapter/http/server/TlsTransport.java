package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * HTTP over TLS 1.2 or 1.3, on top of the connection's meters.
 *
 * <p>Helidon's own TLS is not used: it waits for a handshake without a deadline before the guard
 * sees the connection, and each failed handshake permanently uses up one of {@code
 * maxTcpConnections}, so 2048 of them end the service.
 */
public final class TlsTransport implements Transport {
  /** The most data in one TLS record. */
  private static final int RECORD = 16 * 1024;

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLSocket tls;
  private final byte[] record = new byte[RECORD];

  public TlsTransport(SSLContext context, MeteredSocket socket) {
    try {
      tls = layer(context, socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLSocket layer(SSLContext context, MeteredSocket socket) throws IOException {
    var tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(new MeteredSocketView(socket), null, true);
    tls.setUseClientMode(false);
    var parameters = tls.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(
        Arrays.stream(parameters.getCipherSuites())
            .filter(TlsTransport::isStrong)
            .toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    tls.setSSLParameters(parameters);
    return tls;
  }

  /** Whether a cipher suite has authenticated encryption and forward secrecy. */
  private static boolean isStrong(String suite) {
    boolean forward = suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_");
    return forward && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
  }

  @Override
  public void open() {
    try {
      tls.startHandshake();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte @Nullable [] read() {
    try {
      int length = tls.getInputStream().read(record);
      return length < 0 ? null : Arrays.copyOf(record, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(BufferData bytes) {
    try {
      bytes.writeTo(tls.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does not call {@code close()}, which would wait for the client's close alert. */
  @Override
  public void end() {
    try {
      tls.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isSecure() {
    return true;
  }
}
