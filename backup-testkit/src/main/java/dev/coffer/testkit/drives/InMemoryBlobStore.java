package dev.coffer.testkit.drives;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A drive in memory, for tests. It meets every obligation of the port except one: it holds whole
 * objects in memory. Thread-safe.
 */
public final class InMemoryBlobStore implements BlobStore {

  private final UUID driveId;
  private final Place place;

  /** A store on an empty place of its own, not initialised yet. */
  public InMemoryBlobStore(UUID driveId) {
    this(driveId, new Place());
  }

  private InMemoryBlobStore(UUID driveId, Place place) {
    this.driveId = driveId;
    this.place = place;
  }

  /** A store on an empty place that is already its drive. */
  public static InMemoryBlobStore initialised(UUID driveId) {
    var store = new InMemoryBlobStore(driveId);
    store.initialise(driveId);
    return store;
  }

  /** Another store on the same place, as a second instance of the vault would have. */
  public InMemoryBlobStore onSamePlaceFor(UUID otherDriveId) {
    return new InMemoryBlobStore(otherDriveId, place);
  }

  /** The stored keys, for assertions. */
  public Set<BlobKey> keys() {
    return Set.copyOf(place.objects.keySet());
  }

  @Override
  public void initialise(UUID driveId) {
    if (!driveId.equals(this.driveId)) {
      throw new IllegalArgumentException(
          "drive: \"%s\" (expected: \"%s\")".formatted(driveId, this.driveId));
    }
    place.driveId.compareAndSet(null, driveId);
    checkIdentity();
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    checkIdentity();
    if (place.objects.containsKey(key)) {
      throw taken(key);
    }
    byte[] bytes = read(size, body);
    if (place.objects.putIfAbsent(key, new StoredObject(token, bytes)) != null) {
      throw taken(key);
    }
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    checkIdentity();
    return Optional.ofNullable(place.objects.get(key))
        .map(o -> new StoredBlob(new ByteSize(o.bytes.length), Optional.of(o.token)));
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    checkIdentity();
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "range: %d, %d (expected: 0 or more)".formatted(offset, length));
    }
    return Optional.ofNullable(place.objects.get(key)).map(o -> o.range(offset, length));
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    checkIdentity();
    place.objects.computeIfPresent(key, (_, o) -> o.token.equals(token) ? null : o);
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    // A failed put leaves nothing here, so there is nothing to discard. A wrong drive is still
    // refused.
    checkIdentity();
  }

  private void checkIdentity() {
    UUID found = place.driveId.get();
    if (!driveId.equals(found)) {
      throw new StorageUnavailable("drive: \"%s\" (expected: \"%s\")".formatted(found, driveId));
    }
  }

  private static byte[] read(ByteSize size, InputStream body) {
    try {
      byte[] bytes = body.readNBytes(Math.toIntExact(size.bytes()));
      if (bytes.length < size.bytes()) {
        throw new IllegalArgumentException(
            "body: %d bytes (expected: %s)".formatted(bytes.length, size));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException taken(BlobKey key) {
    return new IllegalStateException("key: \"%s\" is taken".formatted(key));
  }

  /** The storage that several stores may share. */
  private static final class Place {
    private final AtomicReference<@Nullable UUID> driveId = new AtomicReference<>();
    private final ConcurrentMap<BlobKey, StoredObject> objects = new ConcurrentHashMap<>();
  }

  private static final class StoredObject {
    private final WriteToken token;
    private final byte[] bytes;

    StoredObject(WriteToken token, byte[] bytes) {
      this.token = token;
      this.bytes = bytes;
    }

    InputStream range(long offset, long length) {
      int from = (int) Math.min(offset, bytes.length);
      int count = (int) Math.min(length, bytes.length - from);
      return new ByteArrayInputStream(Arrays.copyOfRange(bytes, from, from + count));
    }
  }
}
