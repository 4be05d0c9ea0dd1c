package dev.coffer.application.drives;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The bytes on one drive. Objects are written once and never changed; a key is never used for a
 * second object. Every object carries the {@link WriteToken} of the attempt that wrote it.
 *
 * <p>Obligations of an adapter:
 *
 * <ol>
 *   <li><b>Identity.</b> A drive carries the id it was {@linkplain #initialise initialised} with,
 *       and an adapter is built for the id that it is to find. Where that id is missing or another
 *       one, every method throws {@link StorageUnavailable} and touches nothing: an unmounted
 *       directory or a wrong bucket is never taken for an empty drive.
 *   <li><b>All or nothing.</b> An object is visible whole or not at all, whatever fails and
 *       whenever the process dies.
 *   <li><b>Unknown is not absent.</b> Only a certain "there is none" is answered as such; every
 *       doubt is a {@link StorageUnavailable}.
 *   <li><b>Bounded.</b> No method waits for ever, and none holds more than a constant number of
 *       bytes in memory, whatever the size of the object. Callers are virtual threads: what blocks
 *       in the kernel, as file I/O does, keeps one of few carriers, so it is done on {@link
 *       DriveThreads}. {@link ThreadedBlobStore} does that for every method but {@link #put}.
 * </ol>
 *
 * <p>Keys never lead through one another: where {@code a/b} is stored, {@code a} is no key. It is
 * absent, like any other.
 *
 * <p>Adapters may be called by many threads, and several instances may serve one drive at once.
 */
public interface BlobStore {

  /**
   * Makes an empty place a drive and writes {@code driveId} on it, durably. Repeatable with the
   * same id.
   *
   * @throws IllegalArgumentException when the adapter was built for another id: a bug
   * @throws StorageUnavailable when the place already belongs to another id, or cannot be used
   */
  void initialise(UUID driveId);

  /**
   * An address of the store's own, at which anybody can fetch an object for a while. Touches
   * nothing and does not look whether the object is there.
   *
   * @param name what the object is called where it is saved
   * @return empty where the drive has no such addresses, or is not to give any: bytes go through
   *     the vault then, which is the way that checks them
   */
  default Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return Optional.empty();
  }

  /**
   * Stores exactly {@code size} bytes of {@code body}. When it returns the object is durable: it
   * survives the loss of power. The caller closes {@code body}.
   *
   * <p>An unchecked exception that {@code body} throws passes through unchanged and leaves nothing
   * visible; so does its {@link java.io.IOException}, wrapped in an {@link
   * java.io.UncheckedIOException} because the drive did not fail, and so does a body that ends
   * early ({@link IllegalArgumentException}). Nothing is read beyond {@code size}. What an
   * interrupted call leaves behind out of sight is removed by {@link #remove}.
   *
   * @throws IllegalStateException when the key is taken: keys are unique, so this is a bug; what is
   *     there is left untouched. Where a store cannot make creation exclusive, of puts of one key
   *     at the same moment more than one may succeed; the object is one of them, whole
   * @throws StorageFull when there is no room; nothing is kept
   * @throws StorageUnavailable when the outcome is failure or unknown
   */
  void put(BlobKey key, WriteToken token, ByteSize size, InputStream body);

  /**
   * What is stored under a key, without reading it.
   *
   * @return empty only when there is certainly no object
   */
  Optional<StoredBlob> stat(BlobKey key);

  /**
   * Size and token of an object.
   *
   * @param token empty where the store cannot keep one (a file system without extended attributes);
   *     then ownership is proved by the digest of the bytes
   */
  record StoredBlob(ByteSize size, Optional<WriteToken> token) {}

  /**
   * Reads from {@code offset} on; the caller closes the stream. Bytes are as they lie on the drive,
   * not verified. Reading may end early where the object is shorter than it should be, and fails
   * with an {@link java.io.IOException} or {@link StorageUnavailable}. From the end of the object
   * on there is nothing to read, which is an empty stream.
   *
   * @param offset 0 or more
   * @param length at most this many bytes, 0 or more
   * @return empty only when there is certainly no object
   */
  Optional<InputStream> open(BlobKey key, long offset, long length);

  /**
   * Removes whatever a {@link #put} under this key with this token has left, complete or not.
   * Repeatable: nothing there is success. An object that carries another token is somebody else's:
   * it is left alone, and that is success too. Where the store keeps no tokens the key alone
   * decides, which is safe as long as a key belongs to one attempt for ever. A put with this key
   * and token that is still running may fail, and so is kept from publishing what was removed.
   */
  void remove(BlobKey key, WriteToken token);

  /**
   * Removes what interrupted calls of {@link #put} under this key with this token have left out of
   * sight (a temporary file, an open multipart upload), and never the object. Repeatable: nothing
   * there is success.
   */
  void discardUnfinished(BlobKey key, WriteToken token);

  /**
   * Whether what {@link #remove} has removed may still be kept by the store, as a former version,
   * where this program cannot reach it. To be answered yes where that is not known.
   *
   * @throws StorageUnavailable when the drive does not answer
   */
  default boolean mayKeepVersions() {
    return false;
  }
}
