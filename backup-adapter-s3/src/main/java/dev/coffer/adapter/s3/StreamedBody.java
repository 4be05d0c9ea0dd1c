package dev.coffer.adapter.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The next bytes of a stream as the body of one request, written by the thread that sends it.
 *
 * <p>What is wrong with the stream leaves as an unchecked exception, for OkHttp gives only checked
 * ones a meaning of its own: it passes through unchanged, the connection is closed in mid-body, and
 * a store keeps nothing of a body that is shorter than announced.
 */
final class StreamedBody extends RequestBody {

  static final MediaType TYPE = MediaType.get("application/octet-stream");

  private static final int BUFFER = 64 * 1024;

  private final InputStream stream;
  private final long length;
  private boolean started;

  StreamedBody(InputStream stream, long length) {
    this.stream = stream;
    this.length = length;
  }

  @Override
  public MediaType contentType() {
    return TYPE;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  /** Whether a byte may have been read, so that the request cannot be repeated. */
  boolean started() {
    return started;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    started = true;
    byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
    for (long left = length; left > 0; ) {
      int read = read(stream, buffer, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw endedEarly(length, length - left);
      }
      sink.write(buffer, 0, read);
      left -= read;
    }
  }

  /** Reads all of a short body. */
  static byte[] readWhole(InputStream stream, int length) {
    byte[] bytes = new byte[length];
    for (int filled = 0; filled < length; ) {
      int read = read(stream, bytes, filled, length - filled);
      if (read < 0) {
        throw endedEarly(length, filled);
      }
      filled += read;
    }
    return bytes;
  }

  private static int read(InputStream stream, byte[] buffer, int length) {
    return read(stream, buffer, 0, length);
  }

  private static int read(InputStream stream, byte[] buffer, int offset, int length) {
    try {
      return stream.read(buffer, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalArgumentException endedEarly(long expected, long found) {
    return new IllegalArgumentException(
        "body: %d bytes (expected: %d bytes)".formatted(found, expected));
  }
}
