package dev.coffer.application.download;

import dev.coffer.domain.backup.BlockDigests;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Computes the block digests of a backup that was stored without them, while all of it is read and
 * verified. Not thread-safe.
 */
final class BlockDigestStream extends FilterInputStream {

  private final BlockHash hash;
  private final Consumer<BlockDigests> onEnd;
  private final byte[] single = new byte[1];
  private boolean ended;

  /**
   * Digests the bytes that are read.
   *
   * @param verified reaches its end only if all bytes are right
   * @param onEnd receives the digests, once
   */
  BlockDigestStream(VerifiedBytes verified, BlockHash hash, Consumer<BlockDigests> onEnd) {
    super(verified);
    this.hash = hash;
    this.onEnd = onEnd;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      hash.update(buffer, offset, count);
    } else if (count < 0 && !ended) {
      ended = true;
      onEnd.accept(hash.digests());
    }
    return count;
  }
}
