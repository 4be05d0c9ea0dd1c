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
 * A part of a backup that is being downloaded. No byte of a block is handed out before the digest
 * of the block has matched. Not thread-safe.
 */
final class ProvenBlocks extends InputStream {

  /**
   * Blocks are kept in parts of this size: in heaps below 2 GiB, the garbage collector (G1) treats
   * arrays of 512 KiB as humongous. Each would take 1 MiB and would now and then start a collection
   * cycle.
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

  /** The block in memory, and which of its bytes have not been handed out yet. */
  private long number;

  private int position;
  private int filled;
  private long left;

  /**
   * Verifies the first block immediately.
   *
   * @param stored starts at the beginning of the block that contains {@code offset}
   * @param hash with the key that the digests were made under
   * @param length of the part, 1 or more, within the backup
   * @param onDamage receives the finding before {@link StorageCorrupt} is thrown
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

  /** Where the block begins that contains this byte. */
  static long start(BlockDigests digests, long offset) {
    return offset - offset % digests.blockSize().bytes();
  }

  /** Where the block ends that contains the last byte of a part. */
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
