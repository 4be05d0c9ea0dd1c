package dev.coffer.adapter.remote;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A stream whose reads fail after a time without data, because the HTTP client has no timeout for a
 * stalled body. One thread reads.
 */
final class IdleTimeoutStream extends FilterInputStream {

  private static final long NOT_READING = 0;

  private final Duration timeout;
  private final Thread watch;
  private volatile long readingSince = NOT_READING;
  private volatile boolean gaveUp;

  IdleTimeoutStream(InputStream bytes, Duration timeout) {
    super(bytes);
    this.timeout = timeout;
    this.watch = Thread.ofVirtual().name("idle-timeout").start(this::watch);
  }

  private void watch() {
    try {
      while (!gaveUp) {
        Thread.sleep(timeout.dividedBy(10));
        long since = readingSince;
        if (since != NOT_READING && System.nanoTime() - since > timeout.toNanos()) {
          gaveUp = true;
          // Wakes the reader.
          VaultConnection.closeQuietly(in);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    readingSince = Math.max(1, System.nanoTime());
    try {
      int count = super.read(buffer, offset, length);
      if (gaveUp) {
        throw new IOException("read timed out");
      }
      return count;
    } catch (IOException e) {
      throw new StorageUnavailable(
          gaveUp
              ? "no data received for " + timeout.toSeconds() + " s"
              : "the connection was lost: " + Reasons.of(e),
          e);
    } finally {
      readingSince = NOT_READING;
    }
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    super.close();
  }
}
