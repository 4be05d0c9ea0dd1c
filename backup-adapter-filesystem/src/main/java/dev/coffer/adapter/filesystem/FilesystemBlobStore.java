package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.DriveStream;
import dev.coffer.application.drives.DriveThreads;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory as a drive: of one host, or of one POSIX mount that several instances share.
 *
 * <p>An object lies at {@code {root}/{key}}. {@code {root}/.vault/drive} holds the id of the drive.
 * A put writes to {@code {root}/.tmp/{last segment}.{token}.{random}}, syncs that, and gives it its
 * final name by link(2): atomic, and it refuses a name that is taken, so nothing is ever
 * overwritten. The use cases rely on that for their order "intent row, blob, manifest, commit".
 * Keys below {@code .tmp/}, and {@code .vault/drive}, are refused.
 *
 * <p>The write token is an extended attribute of the file. On a file system without extended
 * attributes, stat returns no token, and remove uses the key alone. That is safe because a key
 * holds the id of one backup, and a backup has one token for life: the object cannot belong to
 * another writer.
 *
 * <p>A removal takes the temporary files first: a put of the same token that is still running, in a
 * process that was paused or disconnected, then has nothing left to publish and fails. Empty
 * directories stay, because removing one would race with a put that is about to use it.
 *
 * <p>All of it runs on the {@link DriveThreads} of the drive, step by step. An interrupted thread
 * begins no further step and ends its call with a {@link
 * dev.coffer.application.drives.StorageUnavailable}, as any failure of the drive does; its
 * interrupt status stays set. Thread-safe.
 */
public final class FilesystemBlobStore implements BlobStore {

  /** How the name of the temporary file of a check begins; no key leads to such a name. */
  private static final String CHECK_PREFIX = "check.";

  private final UUID driveId;
  private final DriveLayout layout;
  private final DriveMarker marker;
  private final WriteTokens tokens;
  private final DurableFileWriter.HardLink hardLink;
  private final DriveThreads threads;
  private final ObjectPut objectPut;

  /**
   * A store for the drive with this id; touches nothing.
   *
   * @param driveId what must be found there, or is going to be written by {@link #initialise}
   */
  public FilesystemBlobStore(FilesystemConfig config, UUID driveId) {
    this(
        config,
        driveId,
        Reserve.Space.of(config.directory().toFile()),
        new WriteTokens.ExtendedAttribute(),
        Files::createLink);
  }

  /** With stand-ins for what file systems differ in. */
  FilesystemBlobStore(
      FilesystemConfig config,
      UUID driveId,
      Reserve.Space space,
      WriteTokens tokens,
      DurableFileWriter.HardLink hardLink) {
    this.driveId = driveId;
    this.layout = new DriveLayout(config.directory());
    this.marker = new DriveMarker(layout, driveId);
    this.tokens = tokens;
    this.hardLink = hardLink;
    this.threads =
        new DriveThreads(config.directory().toString(), config.stepLimit(), this::checkAnswer);
    this.objectPut =
        new ObjectPut(layout, marker, new Reserve(config, space), tokens, hardLink, threads);
  }

  @Override
  public void initialise(UUID driveId) {
    if (!driveId.equals(this.driveId)) {
      throw new IllegalArgumentException(
          "drive: \"%s\" (expected: \"%s\")".formatted(driveId, this.driveId));
    }
    try {
      threads.run("initialise", () -> marker.create(hardLink));
    } catch (IOException e) {
      throw FilesystemErrors.translate("directory \"%s\"".formatted(layout.root()), e);
    }
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    try {
      objectPut.put(key, token, size, body);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("key: \"%s\" is taken".formatted(key), e);
    } catch (IOException e) {
      throw FilesystemErrors.translate("put " + key, e);
    }
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    Path file = layout.object(key);
    return onThreads("stat " + key, () -> stat(file));
  }

  private Optional<StoredBlob> stat(Path file) throws IOException {
    marker.check();
    try {
      Optional<ByteSize> size = sizeOf(file);
      return size.isEmpty()
          ? Optional.empty()
          : Optional.of(new StoredBlob(size.get(), tokens.read(file)));
    } catch (NoSuchFileException e) {
      return certainlyAbsent();
    }
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "range: %d, %d (expected: 0 or more)".formatted(offset, length));
    }
    Path file = layout.object(key);
    try {
      return Optional.of(
          DriveStream.open(threads, "read " + key, () -> open(file, offset), length));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FilesystemErrors.translate("open " + key, e);
    }
  }

  /**
   * Opens an object.
   *
   * @throws NoSuchFileException when there certainly is none
   */
  private InputStream open(Path file, long offset) throws IOException {
    marker.check();
    try {
      if (sizeOf(file).isEmpty()) {
        throw new NoSuchFileException(file.toString());
      }
      var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      return Channels.newInputStream(channel.position(offset));
    } catch (NoSuchFileException e) {
      marker.check();
      throw e;
    }
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    Path file = layout.object(key);
    var _ =
        onThreads(
            "remove " + key,
            () -> {
              marker.check();
              removeTemporaries(DriveLayout.temporaryPrefix(key, token));
              removeObject(file, token);
              // Even if it was gone: the call that unlinked it may have died before it could sync.
              Path directory = layout.directoriesAbove(file).getLast();
              if (Files.exists(directory)) {
                DurableFileWriter.syncDirectory(directory);
              }
              marker.check();
              return true;
            });
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    var _ =
        onThreads(
            "discard unfinished " + key,
            () -> {
              marker.check();
              removeTemporaries(DriveLayout.temporaryPrefix(key, token));
              return true;
            });
  }

  private <T> T onThreads(String action, DriveThreads.Step<T> step) {
    try {
      return threads.call(action, step);
    } catch (IOException e) {
      throw FilesystemErrors.translate(action, e);
    }
  }

  /** A durable write, after which the drive is used again. Any error is an answer as well. */
  private void checkAnswer() throws IOException {
    marker.check();
    removeTemporaries(CHECK_PREFIX);
    try (var file = DurableFileWriter.create(layout, CHECK_PREFIX, hardLink)) {
      file.write(new byte[1], 1);
      file.sync(new ByteSize(1));
    }
  }

  private void removeObject(Path file, WriteToken token) throws IOException {
    try {
      if (sizeOf(file).isPresent() && tokens.read(file).orElse(token).equals(token)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // There is none; the caller checks that the drive is still there.
    }
  }

  private void removeTemporaries(String prefix) throws IOException {
    try (var left = Files.newDirectoryStream(layout.temporaryDirectory(), prefix + "*")) {
      for (Path temporary : left) {
        Files.deleteIfExists(temporary);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * Empty for a directory: the path above other keys is no object.
   *
   * @throws NoSuchFileException when nothing is there
   */
  private static Optional<ByteSize> sizeOf(Path file) throws IOException {
    var attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      return Optional.empty();
    }
    if (!attributes.isRegularFile()) {
      throw new StorageCorrupt(file + ": is neither a file nor a directory");
    }
    return Optional.of(new ByteSize(attributes.size()));
  }

  /** Nothing was found; that is certain only if the drive is still there. */
  private <T> Optional<T> certainlyAbsent() throws IOException {
    marker.check();
    return Optional.empty();
  }
}
