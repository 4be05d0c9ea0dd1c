package dev.coffer.application.drives;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Calls another store on {@link DriveThreads}, so that a store that hangs stops only its own drive.
 * Only a {@link #put} of more than {@value #BUFFERED} bytes runs on the thread of its caller,
 * because it also waits for its body: there, the store itself must move calls that may hang to
 * threads of its own. Thread-safe if the store is.
 */
public final class ThreadedBlobStore implements BlobStore {

  /** The size of the manifest of a 5 GiB backup. */
  private static final int BUFFERED = 256 * 1024;

  private static final BlobKey CHECK = new BlobKey(".vault/check");

  private final BlobStore store;
  private final DriveThreads threads;

  /**
   * Sends no request to the store.
   *
   * @param drive its label
   * @param limit how long a call, and each read, may take
   */
  public ThreadedBlobStore(BlobStore store, String drive, Duration limit) {
    this.store = store;
    this.threads = new DriveThreads(drive, limit, () -> store.stat(CHECK));
  }

  private <T> T on(String what, DriveThreads.Step<T> step) {
    try {
      return threads.call(what, step);
    } catch (IOException e) {
      throw new StorageUnavailable(what, e);
    }
  }

  private void on(String what, Runnable action) {
    var _ =
        on(
            what,
            () -> {
              action.run();
              return true;
            });
  }

  @Override
  public void initialise(UUID driveId) {
    on("initialise", () -> store.initialise(driveId));
  }

  /** Sends no request, so it needs no thread. */
  @Override
  public Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return store.address(key, name, lifetime);
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    if (size.bytes() > BUFFERED) {
      threads.expectOpen("put " + key);
      store.put(key, token, size, body);
    } else {
      byte[] bytes = read(body, (int) size.bytes());
      on("put " + key, () -> store.put(key, token, size, new ByteArrayInputStream(bytes)));
    }
  }

  private static byte[] read(InputStream body, int size) {
    try {
      return body.readNBytes(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    return on("stat " + key, () -> store.stat(key));
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    try {
      return Optional.of(
          DriveStream.open(
              threads,
              "read " + key,
              () -> store.open(key, offset, length).orElseThrow(Absent::new),
              length));
    } catch (Absent e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageUnavailable("open " + key, e);
    }
  }

  /** Thrown when there is no object to open. */
  private static final class Absent extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    on("remove " + key, () -> store.remove(key, token));
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    on("discard unfinished " + key, () -> store.discardUnfinished(key, token));
  }

  @Override
  public boolean mayKeepVersions() {
    return on("versions", store::mayKeepVersions);
  }
}
