package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import org.jspecify.annotations.Nullable;

/**
 * The transport below HTTP: the socket itself, or TLS over it. Every method throws an {@link
 * java.io.UncheckedIOException} when the connection is lost or the client breaks the protocol.
 */
public sealed interface Transport permits Transport.Plain, TlsTransport {

  /** Waits until HTTP can begin. */
  void open();

  /** Waits for the next bytes of HTTP; null after the last ones. */
  byte @Nullable [] read();

  /** Writes bytes, and waits until the operating system has all of them. */
  void write(BufferData bytes);

  /**
   * Announces a regular end of the connection to the client. Must be called after the last complete
   * reply.
   */
  void end();

  boolean isSecure();

  /** Plain HTTP. */
  record Plain(MeteredSocket socket) implements Transport {

    @Override
    public void open() {}

    @Override
    public byte @Nullable [] read() {
      return socket.receive();
    }

    @Override
    public void write(BufferData bytes) {
      socket.send(bytes);
    }

    @Override
    public void end() {}

    @Override
    public boolean isSecure() {
      return false;
    }
  }
}
