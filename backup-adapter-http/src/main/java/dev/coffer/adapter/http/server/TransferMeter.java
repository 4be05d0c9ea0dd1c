package dev.coffer.adapter.http.server;

import java.time.Duration;

/**
 * Distinguishes a slow connection from a stalled one, in one direction.
 *
 * <p>It is a leaky bucket: debt grows with the time that the thread is blocked on the socket, and
 * shrinks by the time that the transferred bytes would take at the minimum rate. With a plain
 * average, a burst that fits into the socket buffers would allow minutes of stall; here, credit
 * ends with the transfer that earned it. The time that the server's own handler takes between two
 * transfers never counts against the client.
 *
 * <p>Written by the connection's thread, read by the watchdog; every method takes {@code
 * System.nanoTime()} as {@code now}.
 */
final class TransferMeter {
  private final long nanosPerByte;
  private final long window;
  private boolean blocked;
  private long blockedSince;
  private long debt;

  TransferMeter(long minBytesPerSecond, Duration window) {
    this.nanosPerByte = Duration.ofSeconds(1).toNanos() / minBytesPerSecond;
    this.window = window.toNanos();
  }

  /** The thread is about to block until {@code bytesAhead} are transferred (0 = unknown). */
  synchronized void begin(long now, long bytesAhead) {
    blocked = true;
    blockedSince = now;
    debt -= bytesAhead * nanosPerByte;
  }

  /**
   * The thread continues after it has transferred {@code bytes}, in addition to those announced.
   */
  synchronized void end(long now, long bytes) {
    blocked = false;
    debt = Math.max(0, debt + now - blockedSince - bytes * nanosPerByte);
  }

  synchronized void reset() {
    debt = 0;
  }

  synchronized boolean blocked() {
    return blocked;
  }

  synchronized boolean tooSlow(long now) {
    return blocked && debt + now - blockedSince > window;
  }
}
