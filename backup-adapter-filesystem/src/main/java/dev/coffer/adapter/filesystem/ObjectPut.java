package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.DriveThreads;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How objects are written. The body is read by the caller's thread, however slow its sender is; all
 * that touches the drive is a step on one of the drive's threads: one step for a small object,
 * whose body is received first. A step that returns after its caller gave up publishes nothing, and
 * removes its temporary file. Thread-safe.
 */
final class ObjectPut {

  private static final Logger LOG = LoggerFactory.getLogger(FilesystemBlobStore.class);

  /**
   * Manifests, directory and the like: small, and needed most when the drive is full. Not what a
   * health check stores, which is to find out whether a backup would be refused.
   */
  private static final String EXEMPT_FROM_RESERVE = ".vault/";

  private final DriveLayout layout;
  private final DriveMarker marker;
  private final Reserve reserve;
  private final WriteTokens tokens;
  private final DurableFileWriter.HardLink hardLink;
  private final DriveThreads threads;
  private final AtomicBoolean saidThatTokensAreNotKept = new AtomicBoolean();

  ObjectPut(
      DriveLayout layout,
      DriveMarker marker,
      Reserve reserve,
      WriteTokens tokens,
      DurableFileWriter.HardLink hardLink,
      DriveThreads threads) {
    this.layout = layout;
    this.marker = marker;
    this.reserve = reserve;
    this.tokens = tokens;
    this.hardLink = hardLink;
    this.threads = threads;
  }

  /**
   * As {@link dev.coffer.application.drives.BlobStore#put}. Exceptions of the body, and only those,
   * are unchecked.
   *
   * @throws FileAlreadyExistsException when the key is taken
   */
  void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) throws IOException {
    var object = new Target(key, token, size, layout.object(key));
    if (size.bytes() <= WriteBehind.BUFFER_BYTES) {
      putSmall(object, body);
    } else {
      putLarge(object, body);
    }
  }

  private record Target(BlobKey key, WriteToken token, ByteSize size, Path path) {

    String action() {
      return "put " + key;
    }
  }

  /** In one step. */
  private void putSmall(Target object, InputStream body) throws IOException {
    byte[] bytes = new byte[(int) object.size().bytes()];
    readFully(body, bytes, bytes.length, object.size(), bytes.length);
    threads.run(
        object.action(),
        caller -> {
          try (var file = begin(object)) {
            file.write(bytes, bytes.length);
            publish(file.file(), object, caller);
          }
        });
  }

  private void putLarge(Target object, InputStream body) throws IOException {
    try (var growing = threads.open(object.action(), () -> begin(object))) {
      var writes = new WriteBehind(growing);
      long remaining = object.size().bytes();
      while (remaining > WriteBehind.BUFFER_BYTES) {
        readFully(body, writes.buffer(), WriteBehind.BUFFER_BYTES, object.size(), remaining);
        remaining -= WriteBehind.BUFFER_BYTES;
        writes.write();
      }
      byte[] rest = writes.buffer();
      int count = (int) remaining;
      readFully(body, rest, count, object.size(), remaining);
      writes.end();
      growing.finish((file, caller) -> {
        file.write(rest, count);
        publish(file.file(), object, caller);
      });
    }
  }

  private GrowingFile begin(Target object) throws IOException {
    marker.check();
    if (Files.exists(object.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(object.path().toString());
    }
    Reserve.Claim claim = claim(object);
    try {
      String prefix = DriveLayout.temporaryPrefix(object.key(), object.token());
      return new GrowingFile(DurableFileWriter.create(layout, prefix, hardLink), claim);
    } catch (IOException e) {
      claim.close();
      throw e;
    }
  }

  private Reserve.Claim claim(Target object) {
    String key = object.key().value();
    return key.startsWith(EXEMPT_FROM_RESERVE) && !key.startsWith(ObjectKeys.PROBE_PREFIX)
        ? reserve.exempt()
        : reserve.claim(object.size(), object.action());
  }

  private static void readFully(
      InputStream body, byte[] buffer, int length, ByteSize size, long remaining) {
    try {
      int count = body.readNBytes(buffer, 0, length);
      if (count < length) {
        throw new IllegalArgumentException(
            "body: %d bytes (expected: %s)".formatted(size.bytes() - remaining + count, size));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(DurableFileWriter file, Target object, DriveThreads.Caller caller)
      throws IOException {
    stamp(file.temporary(), object.token());
    file.sync(object.size());
    // Once more: the directories of the key must not be made on a bare mount point.
    marker.check();
    caller.expectWaiting();
    file.publish(object.path());
  }

  private void stamp(Path file, WriteToken token) throws IOException {
    if (!tokens.stamp(file, token) && saidThatTokensAreNotKept.compareAndSet(false, true)) {
      LOG.warn(
          "{}: no extended attributes; objects are identified by their key only", layout.root());
    }
  }
}
