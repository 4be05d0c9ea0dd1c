package dev.coffer.domain.backup;

import dev.coffer.domain.Ascii;
import dev.coffer.domain.Expected;
import java.util.Optional;

/**
 * The user-facing name of a backup: safe in a path, a header and a shell.
 *
 * @param value 1 to 255 of {@code [A-Za-z0-9._-]}, not {@code .} or {@code ..}
 */
public record Filename(String value) {

  private static final int MAX_LENGTH = 255;

  public Filename {
    Expected.that(
        !value.isEmpty()
            && value.length() <= MAX_LENGTH
            && Ascii.isAll(value, Ascii::isNameCharacter)
            && !isDots(value),
        "filename",
        value,
        "1 to 255 of [A-Za-z0-9._-], not \".\" or \"..\"");
  }

  /**
   * The name that a sender's claim leads to; a backup is never refused for its name. Takes the last
   * path segment, replaces every byte (a character of {@code claim} stands for one byte, as HTTP
   * headers are decoded) outside the alphabet by one {@code _} and cuts.
   *
   * @return empty when nothing usable is left
   */
  public static Optional<Filename> sanitise(String claim) {
    String name = lastSegment(claim);
    var safe = new StringBuilder(name.length());
    name.chars()
        .limit(MAX_LENGTH)
        .forEach(c -> safe.append(Ascii.isNameCharacter(c) ? (char) c : '_'));
    return safe.isEmpty() || isDots(safe.toString())
        ? Optional.empty()
        : Optional.of(new Filename(safe.toString()));
  }

  /** The name of a backup whose sender gave none that is usable. */
  public static Filename fallback(BackupId id) {
    return new Filename("backup-" + id);
  }

  /** What {@code claim} ends with after its last slash, uncut. */
  public static String lastSegment(String claim) {
    return claim.substring(claim.lastIndexOf('/') + 1);
  }

  private static boolean isDots(String value) {
    return value.equals(".") || value.equals("..");
  }

  @Override
  public String toString() {
    return value;
  }
}
