package dev.coffer.adapter.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import okio.BufferedSink;

/**
 * A streamed body with its CRC-32C behind it, for the store to compare: it need not be known before
 * the last byte was sent. The bytes go in chunks, as S3 has it ({@code aws-chunked}).
 */
final class ChecksummedBody extends StreamedBody {

  static final String CHECKSUM = "x-amz-checksum-crc32c";

  /** Instead of the SHA-256 of a body. */
  static final String PAYLOAD = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

  /** What tells how many bytes there are without the frames. */
  static final String LENGTH = "x-amz-decoded-content-length";

  static final String TRAILER = "x-amz-trailer";

  /** A store requires at least 8 KiB of each chunk but the last. */
  private static final int CHUNK = 64 * 1024;

  private static final String END_OF_LINE = "\r\n";

  private final InputStream stream;
  private final long length;
  private Optional<String> checksum = Optional.empty();

  ChecksummedBody(InputStream stream, long length) {
    super(stream, length);
    this.stream = stream;
    this.length = length;
  }

  @Override
  String payload() {
    return PAYLOAD;
  }

  @Override
  Map<String, String> headers() {
    return Map.of(
        "Content-Encoding", "aws-chunked", LENGTH, Long.toString(length), TRAILER, CHECKSUM);
  }

  /** In Base64, once all of the body was sent. */
  @Override
  Optional<String> crc32c() {
    return checksum;
  }

  @Override
  public long contentLength() {
    long rest = length % CHUNK;
    long ofRest = rest == 0 ? 0 : framed(rest);
    return length / CHUNK * framed(CHUNK) + ofRest + end(base64(0)).length();
  }

  private static long framed(long chunk) {
    return head(chunk).length() + chunk + END_OF_LINE.length();
  }

  private static String head(long chunk) {
    return Long.toHexString(chunk) + END_OF_LINE;
  }

  private static String end(String checksum) {
    return head(0) + CHECKSUM + ":" + checksum + END_OF_LINE + END_OF_LINE;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    start();
    var crc = new CRC32C();
    byte[] buffer = new byte[(int) Math.min(CHUNK, length)];
    for (long left = length; left > 0; ) {
      int chunk = (int) Math.min(buffer.length, left);
      readWhole(stream, buffer, chunk, length, length - left);
      crc.update(buffer, 0, chunk);
      sink.writeUtf8(head(chunk)).write(buffer, 0, chunk).writeUtf8(END_OF_LINE);
      left -= chunk;
    }
    String value = base64((int) crc.getValue());
    sink.writeUtf8(end(value));
    checksum = Optional.of(value);
  }

  private static String base64(int crc) {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(crc).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
