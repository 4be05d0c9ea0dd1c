package dev.coffer.adapter.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Part of a file. Ends early where the file does. Reads in steps, so that a caller with a huge
 * array does not leave a direct buffer of that size behind in the thread. Used by one thread.
 */
final class RangeInputStream extends InputStream {

  private static final int MAX_STEP_BYTES = 128 * 1024;

  private final FileChannel channel;
  private long remaining;

  /**
   * The bytes from the channel's current position.
   *
   * @param channel positioned at the beginning of the part; closed with the stream
   */
  RangeInputStream(FileChannel channel, long length) {
    this.channel = channel;
    this.remaining = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (remaining == 0) {
      return -1;
    }
    int step = (int) Math.min(Math.min(length, MAX_STEP_BYTES), remaining);
    int read = channel.read(ByteBuffer.wrap(target, offset, step));
    remaining = read < 0 ? 0 : remaining - read;
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
