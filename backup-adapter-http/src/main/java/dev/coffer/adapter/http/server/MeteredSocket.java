package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection on the network, and how long the client delays each direction. Under
 * TLS, these bytes are TLS records, so a client that stalls within a record is noticed too.
 *
 * <p>Used by the connection's thread; the watchdog reads the delays and closes from other threads.
 */
public final class MeteredSocket {
  private final HelidonSocket socket;
  private final DataWriter writer;
  private final TransferMeter received;
  private final TransferMeter sent;
  private final Runnable endOfWriting;
  private byte @Nullable [] unread;

  MeteredSocket(
      HelidonSocket socket, DataWriter writer, RequestLimits limits, Runnable endOfWriting) {
    this.socket = socket;
    this.writer = writer;
    this.endOfWriting = endOfWriting;
    this.received = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
    this.sent = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
  }

  /**
   * Waits for bytes; null when the client has closed its side.
   *
   * @throws java.io.UncheckedIOException when the connection is lost, or closed by another thread
   */
  byte @Nullable [] receive() {
    byte[] bytes = unread;
    if (bytes != null) {
      unread = null;
      return bytes;
    }
    received.begin(System.nanoTime(), 0);
    try {
      bytes = socket.get();
    } finally {
      received.end(System.nanoTime(), bytes == null ? 0 : bytes.length);
    }
    return bytes;
  }

  /**
   * Sends bytes, and waits until the operating system has all of them.
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

  /** Makes bytes that were received the next ones to be received again. */
  void unread(byte[] bytes) {
    unread = bytes;
  }

  /**
   * Shows the client that nothing follows. What the client still sends can be received.
   *
   * @throws java.io.UncheckedIOException when the connection is lost, or closed by another thread
   */
  void endWriting() {
    endOfWriting.run();
  }

  /** Resets all delays, because a new phase begins. */
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

  /** Closes the socket without waiting for the client. Under TLS, this sends no close alert. */
  void close() {
    socket.close();
  }
}
