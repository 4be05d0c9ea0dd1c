package dev.coffer.application.copies;

import dev.coffer.application.Ticker;
import dev.coffer.domain.ByteSize;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Limits the rate of a stream, for background work that must leave room for appliances. Not
 * thread-safe.
 */
final class RateLimitedStream extends FilterInputStream {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long bytesPerSecond;
  private final Ticker ticker;
  private final long begun;
  private long passed;

  /**
   * @param perSecond bytes per second; 0 = no limit
   */
  RateLimitedStream(InputStream bytes, ByteSize perSecond, Ticker ticker) {
    super(bytes);
    this.bytesPerSecond = perSecond.bytes();
    this.ticker = ticker;
    this.begun = ticker.nanos();
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0 && bytesPerSecond > 0) {
      passed += count;
      // Computed as a double, because bytes times nanoseconds overflow a long.
      long due = (long) ((double) passed / bytesPerSecond * NANOS_PER_SECOND);
      long early = due - (ticker.nanos() - begun);
      if (early > 0) {
        ticker.pause(Duration.ofNanos(early));
      }
    }
    return count;
  }
}
