package dev.coffer.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The operating system's user that PostgreSQL runs as, which on disk owns its data directory.
 *
 * <p>PostgreSQL refuses to run as root. Started by root, it runs in a user namespace (unshare, of
 * util-linux) that shows root's user id as an ordinary one: its files are root's, and it has none
 * of root's capabilities. Where the machine refuses namespaces, it runs as the system user {@value
 * #SYSTEM_USER}. On a folder of another user, it runs as that user. Every other user runs
 * PostgreSQL directly.
 */
public final class DatabaseUser {

  /** The user for machines that refuse namespaces; an administrator creates it. */
  static final String SYSTEM_USER = "coffer";

  private static final int ROOT = 0;
  private static final String SETPRIV = "setpriv";
  private static final String NO_NEW_PRIVILEGES = "--no-new-privs";
  private static final String OWN_SESSION = "setsid";
  private static final String END_WITH_PARENT = "--pdeathsig=INT";

  /**
   * How root's user id can appear in a namespace: initdb requires a user with a name. The name
   * gives no rights, and nothing on disk belongs to it.
   */
  private static final List<String> NAMES_INSIDE = List.of("daemon", "bin", "nobody");

  /** Any group id but root's; nothing asks for its name. */
  private static final String GROUP_INSIDE = "1";

  private final int uid;
  private final int gid;
  private final List<String> prefix;
  private final boolean endsWithParent;

  private DatabaseUser(int uid, int gid, List<String> prefix, boolean endsWithParent) {
    this.uid = uid;
    this.gid = gid;
    this.prefix = List.copyOf(prefix);
    this.endsWithParent = endsWithParent;
  }

  /**
   * The user for PostgreSQL on a folder.
   *
   * @param folder exists; the vault's data directory, or PostgreSQL's own
   */
  public static DatabaseUser forFolder(Path folder) throws IOException {
    if (!isRoot()) {
      var self = new UnixSystem();
      return new DatabaseUser(
          Math.toIntExact(self.getUid()),
          Math.toIntExact(self.getGid()),
          List.of(),
          works(List.of(OWN_SESSION, SETPRIV, END_WITH_PARENT)));
    }
    var owner = uidOf(folder);
    return owner == ROOT
        ? forFolderOfRoot(folder, namespace(), SYSTEM_USER)
        : forFolderOf(owner, folder);
  }

  /**
   * As {@link #forFolder} for root on a folder of its own.
   *
   * @param namespace the command that runs a program in a namespace; tried here
   * @param systemUser the user where that fails
   */
  static DatabaseUser forFolderOfRoot(Path folder, List<String> namespace, String systemUser)
      throws IOException {
    var inNamespace = new ArrayList<>(namespace);
    inNamespace.addAll(List.of(SETPRIV, NO_NEW_PRIVILEGES));
    if (works(endingWithParent(inNamespace))) {
      return new DatabaseUser(ROOT, ROOT, inNamespace, true);
    }
    var uid = id("-u", systemUser);
    var gid = id("-g", systemUser);
    if (uid.isEmpty() || gid.isEmpty() || uid.get() == ROOT) {
      throw new EmbeddedPostgresException(
          ("embedded index: PostgreSQL refuses to run as root, and this machine refuses the user namespace that Coffer"
                  + " starts it in (\"%s\" failed). Create a user for PostgreSQL with: useradd --system %s. That user"
                  + " must be able to reach the data directory \"%s\".")
              .formatted(String.join(" ", inNamespace), systemUser, folder));
    }
    return as(uid.get(), gid.get());
  }

  private static DatabaseUser forFolderOf(int owner, Path folder) throws IOException {
    var group = id("-g", Integer.toString(owner));
    return as(
        owner, group.isPresent() ? group.get() : (Integer) Files.getAttribute(folder, "unix:gid"));
  }

  private static DatabaseUser as(int uid, int gid) throws IOException {
    var changing = changeTo(uid, gid);
    if (!works(endingWithParent(changing))) {
      throw new EmbeddedPostgresException(
          ("embedded index: PostgreSQL has to run as the user %s, and \"%s\" does not work here. Install setpriv"
                  + " (package util-linux), or start Coffer as that user.")
              .formatted(name(uid), String.join(" ", changing)));
    }
    return new DatabaseUser(uid, gid, changing, true);
  }

  private static List<String> changeTo(int uid, int gid) {
    return List.of(
        SETPRIV, "--reuid=" + uid, "--regid=" + gid, "--clear-groups", NO_NEW_PRIVILEGES);
  }

  private static List<String> namespace() throws IOException {
    return List.of(
        "unshare", "--user", "--map-user=" + nameInside(), "--map-group=" + GROUP_INSIDE, "--");
  }

  private static String nameInside() throws IOException {
    var users = FileSystems.getDefault().getUserPrincipalLookupService();
    for (var name : NAMES_INSIDE) {
      try {
        return users.lookupPrincipalByName(name).getName();
      } catch (UserPrincipalNotFoundException absent) {
        // The next one.
      }
    }
    return NAMES_INSIDE.getFirst();
  }

  static boolean isRoot() {
    return new UnixSystem().getUid() == ROOT;
  }

  /** The command line that runs a program as the owner of a process. */
  static List<String> asOwnerOf(long pid, List<String> program) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    var owner = uidOf(process);
    return isRoot() && owner != ROOT
        ? prefixed(changeTo(owner, (Integer) Files.getAttribute(process, "unix:gid")), program)
        : program;
  }

  private static int uidOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  private static Optional<Integer> id(String option, String user) throws IOException {
    return Programs.line(List.of("id", option, user)).map(Integer::valueOf);
  }

  private static boolean works(List<String> prefix) {
    return Programs.succeeds(prefixed(prefix, List.of("true")));
  }

  /** The command line that runs a program as this user. */
  public List<String> command(List<String> program) {
    return prefixed(prefix, program);
  }

  /**
   * As {@link #command}; and when the thread that starts it ends, so when the JVM dies, PostgreSQL
   * gets the signal for a fast shutdown. Where an ordinary user has no setpriv, the next start
   * stops the left-over instead. In a session of its own: a Ctrl-C at the terminal ends the vault,
   * which lets its uploads finish before it ends its database.
   */
  public List<String> serverCommand(List<String> program) {
    return endsWithParent
        ? prefixed(endingWithParent(prefix.isEmpty() ? List.of(SETPRIV) : prefix), program)
        : program;
  }

  /** The last program of the prefix is setpriv. */
  private static List<String> endingWithParent(List<String> prefix) {
    var command = new ArrayList<>(List.of(OWN_SESSION));
    command.addAll(prefix);
    command.add(END_WITH_PARENT);
    return command;
  }

  private static List<String> prefixed(List<String> prefix, List<String> program) {
    var command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  boolean owns(Path path) throws IOException {
    return uidOf(path) == uid;
  }

  /** Gives a folder and everything in it to this user, which only root can do. */
  public void own(Path root) throws IOException {
    if (!owns(root)) {
      FileOwner.give(root, uid, gid);
    }
  }

  /**
   * Makes sure that this user can enter these folders. PostgreSQL itself would only complain of a
   * library that it cannot find.
   */
  void requirePassage(Path... folders) throws IOException {
    if (prefix.isEmpty()) {
      return;
    }
    for (var folder : folders) {
      if (!mayEnter(folder)) {
        throw new EmbeddedPostgresException(
            ("embedded index: PostgreSQL runs %s here and cannot enter the folder \"%s\" of the user %s. Choose a data"
                    + " directory that it can reach (--data), for example \"/var/lib/coffer\", or start Coffer as the"
                    + " owner of that folder.")
                .formatted(describe(), closedOne(folder), Files.getOwner(closedOne(folder))));
      }
    }
  }

  private boolean mayEnter(Path folder) {
    return Programs.succeeds(command(List.of("test", "-x", folder.toString())));
  }

  /** The outermost folder on the way that stays closed. */
  private Path closedOne(Path folder) throws IOException {
    var steps = new ArrayList<Path>();
    for (var step = folder.toRealPath(); step != null; step = step.getParent()) {
      steps.add(step);
    }
    Collections.reverse(steps);
    return steps.stream().filter(step -> !mayEnter(step)).findFirst().orElse(folder);
  }

  private String describe() throws IOException {
    return uid == ROOT ? "without root's privileges" : "as the user " + name(uid);
  }

  private static String name(int uid) throws IOException {
    var number = Integer.toString(uid);
    return Programs.line(List.of("id", "-un", number)).orElse(number);
  }
}
