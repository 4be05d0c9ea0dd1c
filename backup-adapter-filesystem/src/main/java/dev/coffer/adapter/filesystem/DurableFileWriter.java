package dev.coffer.adapter.filesystem;

import dev.coffer.domain.ByteSize;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way to being durable, in this order: {@link #write}, {@link #sync}, {@link
 * #publish}, {@link #close}. Until it is published it lies under a name of its own in the temporary
 * directory; whatever happens, close takes that name away. Used by one thread at a time.
 */
final class DurableFileWriter implements Closeable {

  /** How a finished file gets its second name; another one in tests. */
  interface HardLink {
    void create(Path link, Path existing) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(DurableFileWriter.class);

  /** Permissions of every directory of a drive. */
  static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final DriveLayout layout;
  private final Path temporary;
  private final FileChannel channel;
  private final HardLink hardLink;

  private DurableFileWriter(
      DriveLayout layout, Path temporary, FileChannel channel, HardLink hardLink) {
    this.layout = layout;
    this.temporary = temporary;
    this.channel = channel;
    this.hardLink = hardLink;
  }

  /**
   * Creates the temporary file, readable by its owner alone.
   *
   * @param prefix of the name. The rest is random and new: were it the same for two calls, a writer
   *     that was paused for long could publish the half-written file of its successor
   */
  static DurableFileWriter create(DriveLayout layout, String prefix, HardLink hardLink)
      throws IOException {
    Path temporary = Files.createTempFile(layout.temporaryDirectory(), prefix, "");
    try {
      var channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      return new DurableFileWriter(layout, temporary, channel, hardLink);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  Path temporary() {
    return temporary;
  }

  /** Appends the first bytes of an array. */
  void write(byte[] bytes, int count) throws IOException {
    var rest = ByteBuffer.wrap(bytes, 0, count);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** Brings the bytes so far to the disk, so that {@link #sync} has few left to wait for. */
  void syncBytes() throws IOException {
    channel.force(false);
  }

  /**
   * Brings bytes and attributes to the disk. A failure is final: after a failed fsync the kernel
   * may have dropped the pages and call the next one a success.
   */
  void sync(ByteSize size) throws IOException {
    channel.force(true);
    long found = Files.size(temporary);
    if (found != size.bytes()) {
      throw new IOException("%s: %d bytes (expected: %s)".formatted(temporary, found, size));
    }
  }

  /**
   * Gives the file its name, durably.
   *
   * @throws FileAlreadyExistsException when the name is taken; what has it is left untouched
   */
  void publish(Path target) throws IOException {
    List<Path> directories = layout.directoriesAbove(target);
    for (Path directory : directories) {
      createDirectory(directory);
    }
    try {
      hardLink.create(target, temporary);
    } catch (FileAlreadyExistsException e) {
      // Over NFS a repeated request finds the link that the first, whose reply was lost, has made.
      if (!Files.isSameFile(target, temporary)) {
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      rename(target, e);
    }
    // All of them, not only those that this call has made: one that exists may have been made by
    // another put a moment ago, or by a process that died before it could sync it.
    for (Path directory : directories.reversed()) {
      syncDirectory(directory);
    }
  }

  /**
   * Some file systems (FAT, some in user space) have no hard links, and the number they refuse them
   * with differs. Rename replaces what is there, so absence is looked at first; in the moment
   * between, only the rule that no key is used twice protects. Where the link failed for a better
   * reason the rename fails too.
   */
  private void rename(Path target, Exception linkFailure) throws IOException {
    if (linkFailure instanceof IOException failure && FilesystemErrors.isNoRoom(failure)) {
      throw failure;
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      e.addSuppressed(linkFailure);
      throw e;
    }
  }

  /** Makes it, for its owner alone, if it is missing. */
  static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.createDirectory(directory, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      // Another put has made it, unless something else is in its place.
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new NotDirectoryException(directory.toString());
      }
    }
  }

  static void syncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A failure here changes nothing about what was published: a left-over is removed later. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      LOG.warn("cannot remove the temporary file {}", temporary, e);
    }
  }
}
