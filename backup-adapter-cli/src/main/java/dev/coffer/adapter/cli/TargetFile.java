package dev.coffer.adapter.cli;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.coffer.application.Identifiers;
import dev.coffer.application.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that exists complete or not at all: written under a temporary name, readable by its owner
 * alone, and renamed at the end. Not thread-safe.
 */
public final class TargetFile implements AutoCloseable {

  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path target;
  private final Path partial;
  private final boolean force;
  private final FileChannel channel;

  private TargetFile(Path target, Path partial, boolean force, FileChannel channel) {
    this.target = target;
    this.partial = partial;
    this.force = force;
    this.channel = channel;
  }

  /**
   * Opens it for writing, under a name of its own in the target's folder.
   *
   * @param force replaces a file that is already there
   */
  public static TargetFile create(Path target, boolean force, Identifiers identifiers)
      throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new UserError("\"%s\" is a directory. Give the name of a file.".formatted(target));
    }
    if (!force && Files.exists(absolute)) {
      throw taken(target);
    }
    Path partial =
        absolute.resolveSibling(
            ".%s.%s.part".formatted(absolute.getFileName(), identifiers.nextUuid()));
    try {
      var channel = FileChannel.open(partial, Set.of(CREATE_NEW, WRITE), OWNER_ONLY);
      // For Ctrl-C.
      partial.toFile().deleteOnExit();
      return new TargetFile(absolute, partial, force, channel);
    } catch (NoSuchFileException e) {
      throw new UserError(
          "there is no directory \"%s\" to write to".formatted(absolute.getParent()));
    }
  }

  private static UserError taken(Path target) {
    return new UserError(
        "\"%s\" already exists. Choose another name, or replace it with --force."
            .formatted(target));
  }

  public OutputStream bytes() {
    return Channels.newOutputStream(channel);
  }

  /** Returns when bytes and name are on the disk. */
  public void publish() throws IOException {
    channel.force(true);
    if (force) {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      publishUnderNewName();
    }
    forceNameOf(target);
  }

  /** Returns when the name of a file is on the disk. */
  static void forceNameOf(Path file) throws IOException {
    try (var folder = FileChannel.open(file.toAbsolutePath().resolveSibling("."), READ)) {
      folder.force(true);
    }
  }

  /** A rename would replace what came meanwhile; a link refuses a name that is taken. */
  private void publishUnderNewName() throws IOException {
    try {
      Files.createLink(target, partial);
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    } catch (UnsupportedOperationException | IOException e) {
      // A file system without links.
      if (Files.exists(target)) {
        throw taken(target);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(partial);
  }
}
