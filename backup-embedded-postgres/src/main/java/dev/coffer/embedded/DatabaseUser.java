package dev.coffer.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operating system's user that PostgreSQL runs as. PostgreSQL refuses root, therefore root
 * drops to {@code nobody} by setpriv (util-linux); every other user runs PostgreSQL itself.
 */
public final class DatabaseUser {

  private static final String SETPRIV = "setpriv";
  private static final String OWN_SESSION = "setsid";
  private static final String END_WITH_PARENT = "--pdeathsig=INT";

  private final Optional<Unprivileged> unprivileged;
  private final boolean endsWithParent;

  private DatabaseUser(Optional<Unprivileged> unprivileged, boolean endsWithParent) {
    this.unprivileged = unprivileged;
    this.endsWithParent = endsWithParent;
  }

  private record Unprivileged(UserPrincipal user, GroupPrincipal group) {

    /** Debian calls the group nogroup, others nobody. */
    static Unprivileged find() throws IOException {
      var lookup = FileSystems.getDefault().getUserPrincipalLookupService();
      var user = lookup.lookupPrincipalByName("nobody");
      try {
        return new Unprivileged(user, lookup.lookupPrincipalByGroupName("nogroup"));
      } catch (UserPrincipalNotFoundException e) {
        return new Unprivileged(user, lookup.lookupPrincipalByGroupName("nobody"));
      }
    }

    List<String> setpriv() {
      return List.of(
          SETPRIV, "--reuid=" + user, "--regid=" + group, "--clear-groups", "--no-new-privs");
    }

    boolean mayPass(PosixFileAttributes folder) {
      var needed =
          folder.owner().equals(user)
              ? PosixFilePermission.OWNER_EXECUTE
              : folder.group().equals(group)
                  ? PosixFilePermission.GROUP_EXECUTE
                  : PosixFilePermission.OTHERS_EXECUTE;
      return folder.permissions().contains(needed);
    }
  }

  public static DatabaseUser ofThisProcess() throws IOException {
    if (!isRoot()) {
      return new DatabaseUser(
          Optional.empty(), works(List.of(OWN_SESSION, SETPRIV, END_WITH_PARENT)));
    }
    var unprivileged = Unprivileged.find();
    var dropping = new ArrayList<>(unprivileged.setpriv());
    dropping.add(END_WITH_PARENT);
    if (!works(dropping)) {
      throw new EmbeddedPostgresException(
          "embedded index: PostgreSQL refuses to run as root, and \"%s\" does not work here. Install setpriv (package"
                  .formatted(String.join(" ", dropping))
              + " util-linux) or start Coffer as an ordinary user.");
    }
    return new DatabaseUser(Optional.of(unprivileged), true);
  }

  static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }

  private static boolean works(List<String> prefix) {
    var command = new ArrayList<>(prefix);
    command.add("true");
    return Programs.succeeds(command);
  }

  /** The command line that runs a program as this user. */
  public List<String> command(List<String> program) {
    return prefixed(unprivileged.map(Unprivileged::setpriv).orElse(List.of()), program);
  }

  /**
   * As {@link #command}; and when the thread that starts it ends, so when the JVM dies, PostgreSQL
   * gets the signal for a fast shutdown. Where an ordinary user has no setpriv, the next start
   * stops the left-over instead. In a session of its own: a Ctrl-C at the terminal ends the vault,
   * which lets its uploads finish before it ends its database.
   */
  public List<String> serverCommand(List<String> program) {
    if (!endsWithParent) {
      return program;
    }
    var prefix = new ArrayList<>(List.of(OWN_SESSION));
    prefix.addAll(unprivileged.map(Unprivileged::setpriv).orElse(List.of(SETPRIV)));
    prefix.add(END_WITH_PARENT);
    return prefixed(prefix, program);
  }

  private static List<String> prefixed(List<String> prefix, List<String> program) {
    var command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /**
   * Gives a folder and all in it to this user; the folder itself last, so that an interrupted run
   * is repeated.
   */
  public void own(Path root) throws IOException {
    if (unprivileged.isEmpty() || Files.getOwner(root).equals(unprivileged.get().user())) {
      return;
    }
    for (var path : FileTrees.deepestFirst(root)) {
      var view =
          Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setGroup(unprivileged.get().group());
      view.setOwner(unprivileged.get().user());
    }
  }

  /**
   * Makes sure that this user can pass the folder and all above it. PostgreSQL itself would only
   * complain of a library that it cannot find.
   */
  void requirePassage(Path folder) throws IOException {
    if (unprivileged.isEmpty()) {
      return;
    }
    for (var step = folder.toRealPath(); step != null; step = step.getParent()) {
      if (!unprivileged.get().mayPass(Files.readAttributes(step, PosixFileAttributes.class))) {
        throw new EmbeddedPostgresException(
            ("embedded index: started by root, PostgreSQL runs as the user %s, which cannot pass the folder \"%s\"."
                    + " Run: chmod o+x '%s'")
                .formatted(unprivileged.get().user(), step, step));
      }
    }
  }
}
