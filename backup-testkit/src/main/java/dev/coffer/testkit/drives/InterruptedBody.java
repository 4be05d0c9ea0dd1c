package dev.coffer.testkit.drives;

import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that runs an event while it is read, such as a check of the store or an exception. */
final class InterruptedBody extends InputStream {

  private final InputStream body;
  private final Runnable event;
  private long untilEvent;

  private InterruptedBody(InputStream body, long untilEvent, Runnable event) {
    this.body = body;
    this.untilEvent = untilEvent;
    this.event = event;
  }

  static InputStream after(Payload payload, long bytes, Runnable event) {
    return new InterruptedBody(payload.open(), bytes, event);
  }

  static InputStream failing(Payload payload, long bytes, RuntimeException failure) {
    return after(
        payload,
        bytes,
        () -> {
          throw failure;
        });
  }

  /** A body whose every read fails. */
  static InputStream unreadable(IOException failure) {
    return new FilterInputStream(InputStream.nullInputStream()) {
      @Override
      public int read() throws IOException {
        throw failure;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw failure;
      }
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (untilEvent == 0) {
      untilEvent = Long.MAX_VALUE;
      event.run();
    }
    int read = body.read(target, offset, (int) Math.min(length, untilEvent));
    if (read > 0) {
      untilEvent -= read;
    }
    return read;
  }
}
