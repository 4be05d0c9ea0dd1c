package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;

/**
 * Gives a tree of files to another user. The former owner may still change the tree meanwhile and
 * must not be able to lead root out of it: no symbolic link is followed, and a file that also has a
 * name somewhere else is refused.
 */
record FileOwner(UserPrincipal user, GroupPrincipal group) {

  /** The folder itself comes last, so that an interrupted run is repeated. */
  static void give(Path root, int uid, int gid) throws IOException {
    var lookup = FileSystems.getDefault().getUserPrincipalLookupService();
    var owner =
        new FileOwner(
            lookup.lookupPrincipalByName(Integer.toString(uid)),
            lookup.lookupPrincipalByGroupName(Integer.toString(gid)));
    var parent = FileTrees.folderOf(root);
    try (var stream = Files.newDirectoryStream(parent)) {
      owner.give(secure(stream, parent), root);
    }
  }

  private void give(SecureDirectoryStream<Path> parent, Path path) throws IOException {
    var name = path.getFileName();
    var view =
        parent.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    var attributes = view.readAttributes();
    if (attributes.isDirectory()) {
      try (var entries = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        var folder = secure(entries, path);
        for (var entry : folder) {
          give(folder, path.resolve(entry.getFileName()));
        }
      }
    } else if (!attributes.isRegularFile()) {
      // The owner of a link means nothing, and PostgreSQL has no files of other kinds.
      return;
    } else if (hasOtherNames(path)) {
      throw new EmbeddedPostgresException(
          ("embedded index: \"%s\" has to belong to the user %s, but is a hard link and also has another name. Remove"
                  + " one of the names and start again.")
              .formatted(path, user.getName()));
    }
    view.setGroup(group);
    view.setOwner(user);
  }

  private static boolean hasOtherNames(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
  }

  @SuppressWarnings("unchecked")
  private static SecureDirectoryStream<Path> secure(Iterable<Path> stream, Path folder)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<?> secure) {
      return (SecureDirectoryStream<Path>) secure;
    }
    throw new IOException("the folder \"" + folder + "\" cannot be read safely");
  }
}
