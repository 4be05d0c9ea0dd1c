package dev.coffer.application.download;

import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BlockDigests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A part of a backup on its way out, block by block: no byte is handed out before the digest of its
 * block matched. Not thread-safe.
 */
final class ProvenBlocks extends InputStream {

  /**
   * Blocks are kept in parts, because the garbage collector (G1, in heaps below 2 GiB) treats
   * arrays of 512 KiB as huge: each would take 1 MiB, and start a collection cycle every now and
   * then.
   */
  private static final int PART = 128 * 1024;

  private final InputStream stored;
  private final Backup backup;
  private final BlockHash hash;
  private final byte[] digests;
  private final Consumer<String> onDamage;
  private final long blockSize;
  private final byte[][] block;
  private final byte[] single = new byte[1];

  /** The block that is in memory, and which of its bytes are still to be handed out. */
  private long number;

  private int position;
  private int filled;
  private long left;

  /**
   * Proves the first block at once.
   *
   * @param stored from the beginning of the block on in which {@code offset} lies
   * @param hash as the one that made the digests
   * @param length of the part, 1 or more, within the backup
   * @param onDamage told what was found, before the {@link StorageCorrupt} that says so
   */
  ProvenBlocks(
      InputStream stored,
      Backup backup,
      BlockDigests digests,
      BlockHash hash,
      long offset,
      long length,
      Consumer<String> onDamage) {
    this.stored = stored;
    this.backup = backup;
    this.hash = hash;
    this.digests = digests.bytes();
    this.onDamage = onDamage;
    this.blockSize = digests.blockSize().bytes();
    long mostBytes = Math.min(blockSize, backup.size().bytes());
    this.block = new byte[(int) Math.ceilDiv(mostBytes, PART)][PART];
    this.number = offset / blockSize;
    this.left = length;
    fill();
    this.position = (int) (offset % blockSize);
  }

  /** Where the block begins in which a byte lies. */
  static long start(BlockDigests digests, long offset) {
    return offset - offset % digests.blockSize().bytes();
  }

  /** Where the block ends in which the last byte of a part lies. */
  static long end(BlockDigests digests, Backup backup, long offset, long length) {
    long blockSize = digests.blockSize().bytes();
    return Math.min(backup.size().bytes(), Math.ceilDiv(offset + length, blockSize) * blockSize);
  }

  @Override
  public int read() {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (left == 0) {
      return -1;
    }
    if (position == filled) {
      number++;
      fill();
    }
    int inPart = position % PART;
    int most = Math.min(PART - inPart, filled - position);
    int count = (int) Math.min(Math.min(length, most), left);
    System.arraycopy(block[position / PART], inPart, buffer, offset, count);
    position += count;
    left -= count;
    return count;
  }

  private void fill() {
    long begin = number * blockSize;
    int expected = (int) Math.min(blockSize, backup.size().bytes() - begin);
    if (readStored(expected) < expected) {
      throw damaged("shorter than " + backup.size());
    }
    int at = Math.toIntExact(number * BlockDigests.BYTES);
    if (!MessageDigest.isEqual(
        hash.digest(number, block, expected),
        Arrays.copyOfRange(digests, at, at + BlockDigests.BYTES))) {
      throw damaged(
          "the bytes from %d to %d do not match their digest"
              .formatted(begin, begin + expected - 1));
    }
    filled = expected;
    position = 0;
  }

  private int readStored(int count) {
    try {
      int read = 0;
      for (int part = 0; read == part * PART && read < count; part++) {
        read += stored.readNBytes(block[part], 0, Math.min(PART, count - read));
      }
      return read;
    } catch (IOException e) {
      throw new StorageUnavailable(backup.ref() + ": cannot be read", e);
    }
  }

  private StorageCorrupt damaged(String finding) {
    onDamage.accept(finding);
    return new StorageCorrupt(backup.ref() + ": " + finding);
  }

  @Override
  public void close() throws IOException {
    stored.close();
  }
}
