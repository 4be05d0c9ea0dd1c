package dev.coffer.benchmarks.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Bytes of a backup, made on the way: no two blocks are the same, and making them costs next to
 * nothing.
 */
public record Body(long seed, long bytes) {

  private static final int BLOCK = 128 * 1024;

  public void writeTo(OutputStream out) throws IOException {
    var block = new byte[BLOCK];
    new SplittableRandom(seed).nextBytes(block);
    long left = bytes;
    for (long number = 0; left > 0; number++) {
      ByteBuffer.wrap(block).putLong(number);
      int count = (int) Math.min(BLOCK, left);
      out.write(block, 0, count);
      left -= count;
    }
  }
}
