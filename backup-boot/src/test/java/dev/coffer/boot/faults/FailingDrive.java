package dev.coffer.boot.faults;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * A drive that fails at the failpoints of its process. The vault calls its drives after each step
 * of its protocols, so none of its own code has to know of failpoints. Thread-safe if the store is.
 *
 * @param isFirst whether uploads go to this drive; copies go to the other one
 */
public record FailingDrive(BlobStore store, Trap trap, boolean isFirst) implements BlobStore {

  private static final String OWN = ".vault/";
  private static final String MANIFESTS = ".vault/manifests/";

  private static boolean isManifest(BlobKey key) {
    return key.value().startsWith(MANIFESTS);
  }

  private static boolean isBackup(BlobKey key) {
    return !key.value().startsWith(OWN);
  }

  @Override
  public void initialise(UUID driveId) {
    store.initialise(driveId);
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    if (isManifest(key)) {
      store.put(key, token, size, body);
      trap.reached(isFirst ? Failpoint.MANIFEST_STORED : Failpoint.COPY_MANIFEST_STORED);
    } else if (isBackup(key)) {
      trap.reached(isFirst ? Failpoint.INTENT_RECORDED : Failpoint.COPY_CLAIMED);
      store.put(key, token, size, isFirst ? new HalfWay(body, size.bytes() / 2) : body);
      trap.reached(isFirst ? Failpoint.BYTES_STORED : Failpoint.COPY_STORED);
    } else {
      store.put(key, token, size, body);
    }
  }

  /** Reaches a failpoint in the middle of a body. */
  private final class HalfWay extends FilterInputStream {

    private long left;

    HalfWay(InputStream body, long half) {
      super(body);
      left = half;
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int most = left > 0 ? (int) Math.min(length, left) : length;
      int read = super.read(target, offset, most);
      return counted(read, read);
    }

    private int counted(int result, int bytes) {
      if (left > 0 && result >= 0) {
        left -= bytes;
        if (left <= 0) {
          trap.reached(Failpoint.HALF_OF_THE_BYTES_SENT);
        }
      }
      return result;
    }
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    return store.stat(key);
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    return store.open(key, offset, length);
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    if (isFirst && isManifest(key)) {
      trap.reached(Failpoint.PURGE_CLAIMED);
      store.remove(key, token);
      trap.reached(Failpoint.MANIFEST_REMOVED);
    } else {
      store.remove(key, token);
      if (isFirst && isBackup(key)) {
        trap.reached(Failpoint.BYTES_REMOVED);
      }
    }
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    store.discardUnfinished(key, token);
  }
}
