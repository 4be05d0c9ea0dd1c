package dev.coffer.application.access;

import java.util.Optional;

/**
 * A file with a key or a secret in it, as the file system describes it, and who may read it. The
 * rule is that of ssh: nobody but its owner may use a file of one's own. A file of another owner,
 * for example of root, is read as a member of its group, so its group may read it.
 *
 * @param name what it is, as in {@code key file}
 * @param path where it is
 * @param mode as {@code ls} prints it, without the type: {@code rw-r-----}
 * @param isOwn whether the user that runs this process owns it
 */
public record SecretFile(String name, String path, String mode, boolean isOwn) {

  private static final int GROUP = 3;
  private static final int OTHERS = 6;
  private static final String NOTHING = "---";
  private static final String READ_ONLY = "r--";

  public SecretFile {
    if (!mode.matches("[rwxsStT-]{9}")) {
      throw new IllegalArgumentException("mode: \"%s\" (expected: like rw-r-----)".formatted(mode));
    }
  }

  /** One sentence with the command that repairs it; empty if nobody else may read the file. */
  public Optional<String> problem() {
    String group = mode.substring(GROUP, OTHERS);
    boolean isPrivate =
        mode.substring(OTHERS).equals(NOTHING)
            && (group.equals(NOTHING) || (!isOwn && group.equals(READ_ONLY)));
    return isPrivate
        ? Optional.empty()
        : Optional.of(
            "the %s \"%s\" has mode %s and must not be accessible to other users: run chmod %s \"%s\""
                .formatted(name, path, mode, isOwn ? "600" : "640", path));
  }
}
