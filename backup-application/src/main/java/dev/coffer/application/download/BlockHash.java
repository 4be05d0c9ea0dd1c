package dev.coffer.application.download;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Digests of the blocks of one backup: a keyed MAC, at about five times the speed of SHA-256.
 *
 * <p>Each piece of a block is hashed by NH, the universal hash of UMAC and VMAC, under a secret
 * key: whatever two different pieces somebody chooses, their hashes are equal with a probability of
 * at most 2<sup>-63</sup>. Which backup and block it is, and the hashes of its pieces, go through
 * HMAC-SHA-256, so that digests tell nothing of the key and nobody without it can make one.
 *
 * <p>Not thread-safe.
 */
public final class BlockHash {

  /** Bytes that the key of NH is long. */
  static final int PIECE = 8 * 1024;

  /** Two words, which are multiplied. */
  private static final int STEP = 2 * Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String keyId;
  private final ByteSize blockSize;
  private final WriteToken token;
  private final long[] key;
  private final Mac mac;
  private final ByteBuffer pieceHashes = ByteBuffer.allocate(64 * STEP);
  private final byte[] piece = new byte[PIECE];
  private final ByteArrayOutputStream digests = new ByteArrayOutputStream();
  private long number;
  private int inPiece;
  private int inBlock;

  /**
   * Begins with the first block.
   *
   * @param key of NH, one word for each of a piece
   * @param mac keyed, for this hash alone
   */
  BlockHash(String keyId, ByteSize blockSize, WriteToken token, long[] key, Mac mac) {
    this.keyId = keyId;
    this.blockSize = blockSize;
    this.token = token;
    this.key = key;
    this.mac = mac;
  }

  /** Takes the next bytes of the backup, which may be of several blocks. */
  public void update(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int count = take(bytes, at, (int) Math.min(end - at, blockSize.bytes() - inBlock));
      at += count;
      inBlock += count;
      if (inBlock == blockSize.bytes()) {
        digests.writeBytes(endBlock());
        number++;
      }
    }
  }

  /** Ends the backup. */
  public BlockDigests digests() {
    if (inBlock > 0) {
      digests.writeBytes(endBlock());
    }
    return BlockDigests.of(keyId, blockSize, digests.toByteArray());
  }

  /**
   * The digest of one block that is there whole.
   *
   * @param parts the block, one after the other, all of one length; more than {@code length} bytes
   *     are ignored
   */
  byte[] digest(long blockNumber, byte[][] parts, int length) {
    number = blockNumber;
    int partLength = parts[0].length;
    for (int at = 0; at < length; ) {
      int inPart = at % partLength;
      at += take(parts[at / partLength], inPart, Math.min(partLength - inPart, length - at));
    }
    inBlock = length;
    return endBlock();
  }

  /** Hashes a whole piece where it lies; of others the bytes are gathered first. */
  private int take(byte[] bytes, int offset, int most) {
    if (inPiece == 0 && most >= PIECE) {
      hashPiece(bytes, offset, PIECE);
      return PIECE;
    }
    int count = Math.min(most, PIECE - inPiece);
    System.arraycopy(bytes, offset, piece, inPiece, count);
    inPiece += count;
    if (inPiece == PIECE) {
      hashPiece(piece, 0, PIECE);
      inPiece = 0;
    }
    return count;
  }

  /** NH: the sums of the high and the low halves of products of (word + key) pairs. */
  private void hashPiece(byte[] bytes, int offset, int length) {
    long high = 0;
    long low = 0;
    int words = length / Long.BYTES;
    // One counter for both arrays: the compiler makes half as much again of it.
    for (int i = 0; i < words; i += 2) {
      int at = offset + (i << 3);
      long one = (long) WORD.get(bytes, at) + key[i];
      long other = (long) WORD.get(bytes, at + Long.BYTES) + key[i + 1];
      high += Math.unsignedMultiplyHigh(one, other);
      low += one * other;
    }
    if (pieceHashes.remaining() == 0) {
      authenticate();
    }
    pieceHashes.putLong(high).putLong(low);
  }

  private void authenticate() {
    mac.update(pieceHashes.flip());
    pieceHashes.clear();
  }

  /** A last piece that is short is filled up with zeros; the length says how far it goes. */
  private byte[] endBlock() {
    if (inPiece > 0) {
      int filled = Math.ceilDiv(inPiece, STEP) * STEP;
      Arrays.fill(piece, inPiece, filled, (byte) 0);
      hashPiece(piece, 0, filled);
    }
    ByteBuffer which = ByteBuffer.allocate(4 * Long.BYTES);
    which.putLong(token.value().getMostSignificantBits());
    which.putLong(token.value().getLeastSignificantBits());
    which.putLong(number).putLong(inBlock);
    inPiece = 0;
    inBlock = 0;
    authenticate();
    mac.update(which.array());
    return Arrays.copyOf(mac.doFinal(), BlockDigests.BYTES);
  }
}
