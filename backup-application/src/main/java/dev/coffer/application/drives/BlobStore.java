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
 * The objects on one drive. An object is written once and never changed; a key is never used for a
 * second object. Every object carries the {@link WriteToken} of the attempt that wrote it.
 *
 * <p>Obligations of an adapter:
 *
 * <ol>
 *   <li><b>Identity.</b> A drive carries the id it was {@linkplain #initialise initialised} with,
 *       and an adapter is built for the id that it expects. If that id is missing or different,
 *       every method throws {@link StorageUnavailable} and changes nothing: an unmounted directory
 *       or a wrong bucket is never taken for an empty drive.
 *   <li><b>All or nothing.</b> An object is visible either completely or not at all, regardless of
 *       failures and of when the process dies.
 *   <li><b>Unknown is not absent.</b> An object is reported as absent only if that is certain; any
 *       doubt is a {@link StorageUnavailable}.
 *   <li><b>Bounded.</b> No method waits without a limit, and none holds more than a constant number
 *       of bytes in memory, regardless of the object's size. Callers are virtual threads. A call
 *       that blocks in the kernel, such as file I/O, would keep one of their few carrier threads,
 *       so it runs on {@link DriveThreads}. {@link ThreadedBlobStore} does that for every method
 *       but {@link #put}.
 * </ol>
 *
 * <p>No key is a prefix path of another: if {@code a/b} is stored, {@code a} is not a key and is
 * reported as absent.
 *
 * <p>Adapters may be called by many threads, and several instances may use one drive at the same
 * time.
 */
public interface BlobStore {

  /**
   * Turns an empty location into a drive by writing {@code driveId} on it, durably. Repeatable with
   * the same id.
   *
   * @throws IllegalArgumentException when the adapter was built for another id: a bug
   * @throws StorageUnavailable when the location already has another id, or cannot be used
   */
  void initialise(UUID driveId);

  /**
   * Returns an address of the store itself, from which anybody can download an object for a limited
   * time. Sends no request, and does not check whether the object exists.
   *
   * @param name the file name under which the object is saved
   * @return empty when the drive has no such addresses, or is configured not to use them: then
   *     downloads go through the vault, which verifies them
   */
  default Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return Optional.empty();
  }

  /**
   * Stores exactly {@code size} bytes of {@code body}. When this returns, the object is durable: it
   * survives a power failure. The caller closes {@code body}.
   *
   * <p>An unchecked exception that {@code body} throws is passed on unchanged. An {@link
   * java.io.IOException} of {@code body} is wrapped in an {@link java.io.UncheckedIOException},
   * because the drive did not fail. A body that ends early causes an {@link
   * IllegalArgumentException}. In all three cases no object is visible. Nothing is read beyond
   * {@code size}. Invisible leftovers of an interrupted call are removed by {@link #remove}.
   *
   * @throws IllegalStateException when the key is in use. Keys are unique, so this is a bug; the
   *     existing object stays unchanged. If a store cannot create objects exclusively, several puts
   *     of one key at the same moment may succeed; the object is then one of them, complete
   * @throws StorageFull when there is no room; nothing is kept
   * @throws StorageUnavailable when the write failed, or its outcome is unknown
   */
  void put(BlobKey key, WriteToken token, ByteSize size, InputStream body);

  /**
   * Returns size and token of an object without reading it.
   *
   * @return empty only when there is certainly no object
   */
  Optional<StoredBlob> stat(BlobKey key);

  /**
   * Size and token of an object.
   *
   * @param token empty when the store cannot keep one (a file system without extended attributes);
   *     then the digest of the bytes proves the ownership
   */
  record StoredBlob(ByteSize size, Optional<WriteToken> token) {}

  /**
   * Reads an object from {@code offset} on; the caller closes the stream. The bytes are not
   * verified. The stream may end early if the object is shorter than it should be, and a read may
   * fail with an {@link java.io.IOException} or {@link StorageUnavailable}. A read from the end of
   * the object or beyond returns an empty stream.
   *
   * @param offset 0 or more
   * @param length at most this many bytes, 0 or more
   * @return empty only when there is certainly no object
   */
  Optional<InputStream> open(BlobKey key, long offset, long length);

  /**
   * Removes everything that a {@link #put} under this key with this token has written, complete or
   * not. Repeatable: if nothing is there, that is success. An object that carries another token
   * belongs to another attempt; it stays, and that is success too. If the store keeps no tokens,
   * the key alone decides, which is safe because a key only ever belongs to one attempt. If a put
   * with this key and token is still running, it may fail, and it does not publish the removed
   * object.
   */
  void remove(BlobKey key, WriteToken token);

  /**
   * Removes the invisible leftovers of interrupted calls of {@link #put} under this key with this
   * token (a temporary file, an open multipart upload), and never the object. Repeatable: if
   * nothing is there, that is success.
   */
  void discardUnfinished(BlobKey key, WriteToken token);

  /**
   * Whether the store may still keep removed objects as old versions that this program cannot
   * reach. Returns true if that is unknown.
   *
   * @throws StorageUnavailable when the drive does not answer
   */
  default boolean mayKeepVersions() {
    return false;
  }
}
