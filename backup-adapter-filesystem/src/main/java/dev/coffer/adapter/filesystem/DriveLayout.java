package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.WriteToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths of everything on a drive.
 *
 * @param root absolute and normalised
 */
record DriveLayout(Path root) {

  private static final String TEMPORARY = ".tmp";
  private static final String MARKER = ".vault/drive";

  /** Of the last segment of a key, in the name of its temporary file: names end at 255. */
  private static final int MAX_PREFIX = 128;

  Path temporaryDirectory() {
    return root.resolve(TEMPORARY);
  }

  Path marker() {
    return root.resolve(MARKER);
  }

  /**
   * The file of an object.
   *
   * @throws IllegalArgumentException for a key that would leave the root or is a file of our own
   */
  Path object(BlobKey key) {
    Path path = root.resolve(key.value()).normalize();
    if (!path.startsWith(root)
        || path.equals(root)
        || path.startsWith(temporaryDirectory())
        || path.startsWith(marker())) {
      throw new IllegalArgumentException("key: \"%s\" (expected: no reserved one)".formatted(key));
    }
    return path;
  }

  /** From the root, which is one of them, down to the directory that the file is in. */
  List<Path> directoriesAbove(Path file) {
    var directories = new ArrayList<Path>();
    Path next = root;
    for (Path name : root.relativize(file)) {
      directories.add(next);
      next = next.resolve(name);
    }
    return directories;
  }

  /** How the names of all temporary files of such a put begin. */
  static String temporaryPrefix(BlobKey key, WriteToken token) {
    String name = key.value().substring(key.value().lastIndexOf('/') + 1);
    return name.substring(0, Math.min(name.length(), MAX_PREFIX)) + "." + token + ".";
  }
}
