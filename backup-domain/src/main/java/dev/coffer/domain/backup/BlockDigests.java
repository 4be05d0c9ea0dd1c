package dev.coffer.domain.backup;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import java.util.Base64;

/**
 * A digest of each block of a backup, by which a part of it is proved without the rest.
 *
 * @param keyId of the manifest key under which they were made
 * @param blockSize bytes of each block but the last one, which may be shorter
 * @param base64 the digests in the order of the blocks, {@value #BYTES} bytes each
 */
public record BlockDigests(String keyId, ByteSize blockSize, String base64) {

  /** Of one digest. */
  public static final int BYTES = 16;

  public BlockDigests {
    Expected.that(!keyId.isEmpty(), "key of block digests", keyId, "an id");
    Expected.that(
        blockSize.bytes() >= 1 && blockSize.bytes() <= 1 << 30,
        "block",
        blockSize,
        "1 byte to 1 GiB");
    int length = Base64.getDecoder().decode(base64).length;
    Expected.that(
        length > 0 && length % BYTES == 0, "block digests", length, "16 bytes for each block");
  }

  public static BlockDigests of(String keyId, ByteSize blockSize, byte[] digests) {
    return new BlockDigests(keyId, blockSize, Base64.getEncoder().encodeToString(digests));
  }

  /** The digests, one after the other. */
  public byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }

  /** Whether there is one for each block of a backup of this size. */
  public boolean covers(ByteSize size) {
    return Math.ceilDiv(size.bytes(), blockSize.bytes()) == bytes().length / BYTES;
  }
}
