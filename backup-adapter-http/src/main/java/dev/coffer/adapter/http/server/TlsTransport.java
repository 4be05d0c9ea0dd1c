package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import java.io.EOFException;
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
 *
 * <p>A client that sends plain HTTP is answered in plain HTTP, as not secure, so that it learns
 * what is wrong: {@link HttpServer} refuses all of its requests.
 */
public final class TlsTransport implements Transport {
  /** The most data in one TLS record. */
  private static final int RECORD = 16 * 1024;

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final MeteredSocket socket;
  private final SSLSocket tls;
  private final byte[] record = new byte[RECORD];
  private volatile @Nullable Transport plain;

  public TlsTransport(SSLContext context, MeteredSocket socket) {
    this.socket = socket;
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
    byte[] first = socket.receive();
    if (first == null) {
      throw new UncheckedIOException(new EOFException("client closed before the handshake"));
    }
    socket.unread(first);
    if (isMethod(first[0])) {
      plain = new Transport.Plain(socket);
      return;
    }
    try {
      tls.startHandshake();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TLS record begins with its type, which is no letter. */
  private static boolean isMethod(byte first) {
    return first >= 'A' && first <= 'Z';
  }

  @Override
  public byte @Nullable [] read() {
    Transport other = plain;
    if (other != null) {
      return other.read();
    }
    try {
      int length = tls.getInputStream().read(record);
      return length < 0 ? null : Arrays.copyOf(record, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(BufferData bytes) {
    Transport other = plain;
    if (other != null) {
      other.write(bytes);
      return;
    }
    try {
      bytes.writeTo(tls.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does not call {@code close()}, which would wait for the client's close alert. */
  @Override
  public void end() {
    if (plain != null) {
      return;
    }
    try {
      tls.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isSecure() {
    return plain == null;
  }
}
