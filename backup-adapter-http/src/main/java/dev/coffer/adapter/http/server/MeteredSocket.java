package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection as they cross the network, and how long each direction has kept us
 * waiting. Under TLS these are its records, so a client that stalls within one is seen too.
 *
 * <p>Used by the connection's thread; the watchdog asks for the delays and closes from others.
 */
public final class MeteredSocket {
  private final HelidonSocket socket;
  private final DataWriter writer;
  private final TransferMeter received;
  private final TransferMeter sent;

  MeteredSocket(HelidonSocket socket, DataWriter writer, RequestLimits limits) {
    this.socket = socket;
    this.writer = writer;
    this.received = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
    this.sent = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
  }

  /**
   * Waits for bytes; null when the client has sent its last one.
   *
   * @throws java.io.UncheckedIOException when the connection is lost, or closed by another thread
   */
  byte @Nullable [] receive() {
    byte[] bytes = null;
    received.begin(System.nanoTime(), 0);
    try {
      bytes = socket.get();
    } finally {
      received.end(System.nanoTime(), bytes == null ? 0 : bytes.length);
    }
    return bytes;
  }

  /**
   * Waits until all is handed over.
   *
   * @throws java.io.UncheckedIOException when the connection is lost, or closed by another thread
   */
  void send(BufferData bytes) {
    sent.begin(System.nanoTime(), bytes.available());
    try {
      writer.writeNow(bytes);
    } finally {
      sent.end(System.nanoTime(), 0);
    }
  }

  /** Forgets all delay so far: something new begins. */
  void resetMeters() {
    received.reset();
    sent.reset();
  }

  boolean isReceiving() {
    return received.blocked();
  }

  boolean receivesTooSlowly(long now) {
    return received.tooSlow(now);
  }

  boolean sendsTooSlowly(long now) {
    return sent.tooSlow(now);
  }

  /** Never waits for the client, not even under TLS: this does not send a TLS close alert. */
  void close() {
    socket.close();
  }
}
