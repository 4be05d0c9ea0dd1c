package dev.coffer.testkit.example;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * Encrypts everything for another store with AES in counter mode. The counter of an object begins
 * at its write token, which is random and never used twice. Sizes therefore stay the same, and any
 * range can be read. The vault's own SHA-256 proves that the bytes were not changed. Thread-safe.
 */
final class EncryptedBlobStore implements BlobStore {

  private static final int BLOCK = 16;

  private final BlobStore store;
  private final SecretKey key;

  EncryptedBlobStore(BlobStore store, SecretKey key) {
    this.store = store;
    this.key = key;
  }

  @Override
  public void initialise(UUID driveId) {
    store.initialise(driveId);
  }

  @Override
  public void put(BlobKey blobKey, WriteToken token, ByteSize size, InputStream body) {
    store.put(blobKey, token, size, new Ciphered(body, cipher(token, 0)));
  }

  @Override
  public boolean mayKeepVersions() {
    return store.mayKeepVersions();
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey blobKey) {
    return store.stat(blobKey);
  }

  @Override
  public Optional<InputStream> open(BlobKey blobKey, long offset, long length) {
    Optional<InputStream> stored = store.open(blobKey, offset, length);
    return stored.map(bytes -> new Ciphered(bytes, cipher(tokenOf(blobKey), offset)));
  }

  private WriteToken tokenOf(BlobKey blobKey) {
    return store
        .stat(blobKey)
        .flatMap(StoredBlob::token)
        .orElseThrow(() -> new StorageCorrupt(blobKey + ": without its token"));
  }

  @Override
  public void remove(BlobKey blobKey, WriteToken token) {
    store.remove(blobKey, token);
  }

  @Override
  public void discardUnfinished(BlobKey blobKey, WriteToken token) {
    store.discardUnfinished(blobKey, token);
  }

  /** Encrypts or decrypts, starting at this byte of the object. */
  private Cipher cipher(WriteToken token, long offset) {
    byte[] first =
        ByteBuffer.allocate(BLOCK)
            .putLong(token.value().getMostSignificantBits())
            .putLong(token.value().getLeastSignificantBits())
            .array();
    byte[] sum = new BigInteger(1, first).add(BigInteger.valueOf(offset / BLOCK)).toByteArray();
    var counter = new byte[BLOCK];
    int kept = Math.min(sum.length, BLOCK);
    System.arraycopy(sum, sum.length - kept, counter, BLOCK - kept, kept);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      cipher.update(new byte[(int) (offset % BLOCK)]);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }

  /** Converts byte for byte and reads nothing ahead. */
  private static final class Ciphered extends FilterInputStream {

    private final Cipher cipher;

    Ciphered(InputStream bytes, Cipher cipher) {
      super(bytes);
      this.cipher = cipher;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (count > 0) {
        byte[] done = cipher.update(Arrays.copyOfRange(buffer, offset, offset + count));
        System.arraycopy(done, 0, buffer, offset, count);
      }
      return count;
    }
  }
}
