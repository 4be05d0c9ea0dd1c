package dev.coffer.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Walks whole folders; never follows a symbolic link. */
public final class FileTrees {

  private FileTrees() {}

  /** The folder that holds the file or folder. */
  static Path folderOf(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root has no folder");
  }

  /** Everything under {@code root} and itself, children before their folder. */
  static List<Path> deepestFirst(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      var paths = new ArrayList<>(walk.toList());
      Collections.reverse(paths);
      return paths;
    } catch (NoSuchFileException absent) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw new IOException("cannot read the folder \"" + root + "\"", e);
    }
  }

  /**
   * Missing folders are made passable for every user, whatever the umask: PostgreSQL may run as
   * another one.
   */
  static void createFolders(Path folder) throws IOException {
    var parent = folder.getParent();
    if (Files.isDirectory(folder) || parent == null) {
      return;
    }
    createFolders(parent);
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  public static void delete(Path root) throws IOException {
    for (var path : deepestFirst(root)) {
      Files.deleteIfExists(path);
    }
  }

  /**
   * Deletes the folders next to {@code path} whose names are its name with this suffix and
   * something more.
   */
  static void deleteSiblings(Path path, String suffix) throws IOException {
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            folderOf(path),
            sibling -> sibling.getFileName().toString().startsWith(path.getFileName() + suffix))) {
      for (var sibling : siblings) {
        delete(sibling);
      }
    }
  }

  /** Makes a new or renamed entry of the folder outlast a power failure. */
  static void forceFolder(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
