package dev.coffer.boot.metrics;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Counts all bytes written to and read from a drive, and its failed calls. Thread-safe if the
 * wrapped store is.
 */
final class MeteredBlobStore implements BlobStore {

  private final BlobStore store;
  private final Counter written;
  private final Counter read;
  private final Counter unavailable;
  private final Counter full;
  private final Counter corrupt;

  MeteredBlobStore(BlobStore store, String drive, MeterRegistry registry) {
    this.store = store;
    this.written =
        bytes("coffer.drive.written", "Bytes sent to the drive: uploads, copies and manifests")
            .tag("drive", drive)
            .register(registry);
    this.read =
        bytes("coffer.drive.read", "Bytes read from the drive: downloads, copies and scrubs")
            .tag("drive", drive)
            .register(registry);
    this.unavailable = failures(drive, "unavailable", registry);
    this.full = failures(drive, "full", registry);
    this.corrupt = failures(drive, "corrupt", registry);
  }

  private static Counter.Builder bytes(String name, String description) {
    return Counter.builder(name).baseUnit("bytes").description(description);
  }

  private static Counter failures(String drive, String reason, MeterRegistry registry) {
    return Counter.builder("coffer.drive.failures")
        .description("Failed calls to the drive, by reason")
        .tag("drive", drive)
        .tag("reason", reason)
        .register(registry);
  }

  private <R> R counting(Supplier<R> call) {
    try {
      return call.get();
    } catch (StorageException e) {
      (switch (e) {
            case StorageUnavailable _ -> unavailable;
            case StorageFull _ -> full;
            case StorageCorrupt _ -> corrupt;
          })
          .increment();
      throw e;
    }
  }

  private void counting(Runnable call) {
    var _ =
        counting(() -> {
          call.run();
          return true;
        });
  }

  @Override
  public void initialise(UUID driveId) {
    counting(() -> store.initialise(driveId));
  }

  @Override
  public Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return store.address(key, name, lifetime);
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    counting(() -> store.put(key, token, size, new CountedBytes(body, written)));
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    return counting(() -> store.stat(key));
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    return counting(() -> store.open(key, offset, length))
        .map(bytes -> new CountedBytes(bytes, read));
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    counting(() -> store.remove(key, token));
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    counting(() -> store.discardUnfinished(key, token));
  }

  @Override
  public boolean mayKeepVersions() {
    return counting(store::mayKeepVersions);
  }

  private static final class CountedBytes extends FilterInputStream {

    private final Counter counter;

    CountedBytes(InputStream bytes, Counter counter) {
      super(bytes);
      this.counter = counter;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        counter.increment();
      }
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        counter.increment(count);
      }
      return count;
    }
  }
}
