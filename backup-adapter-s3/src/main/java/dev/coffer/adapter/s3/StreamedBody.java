package dev.coffer.adapter.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
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
class StreamedBody extends RequestBody {

  static final MediaType TYPE = MediaType.get("application/octet-stream");

  private static final int BUFFER = 64 * 1024;

  private final InputStream stream;
  private final long length;
  private boolean started;

  StreamedBody(InputStream stream, long length) {
    this.stream = stream;
    this.length = length;
  }

  /** As the store supports it, with a checksum of the bytes behind them or without. */
  static StreamedBody of(InputStream stream, long length, boolean checksummed) {
    return checksummed ? new ChecksummedBody(stream, length) : new StreamedBody(stream, length);
  }

  /** What stands for the SHA-256 of the body in the signature; empty = nothing does. */
  String payload() {
    return "";
  }

  /** Headers of the request that describe the body. */
  Map<String, String> headers() {
    return Map.of();
  }

  /** What the store has compared the body with; empty where it had nothing. */
  Optional<String> crc32c() {
    return Optional.empty();
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

  final void start() {
    started = true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    start();
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
    readWhole(stream, bytes, length, length, 0);
    return bytes;
  }

  /**
   * Fills the buffer up to {@code count}.
   *
   * @param expected bytes of the whole body
   * @param before bytes of it that were read already
   */
  static void readWhole(InputStream stream, byte[] buffer, int count, long expected, long before) {
    for (int filled = 0; filled < count; ) {
      int read = read(stream, buffer, filled, count - filled);
      if (read < 0) {
        throw endedEarly(expected, before + filled);
      }
      filled += read;
    }
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
