package dev.coffer.domain.backup;

import dev.coffer.domain.Expected;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How a backup is named on the appliance API: its id and extension, {@code
 * 01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz}.
 */
public record BackupRef(BackupId id, BackupExtension extension) {

  private static final int UUID_LENGTH = 36;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /**
   * Reads the text form. Empty when the text is well formed but can name no backup: in another
   * letter case, or with a UUID that is not of version 7.
   *
   * @throws IllegalArgumentException if {@code text} is not a UUID followed by a known extension,
   *     in any letter case
   */
  public static Optional<BackupRef> parse(String text) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    boolean uuidForm =
        lowerCase.length() > UUID_LENGTH
            && UUID_FORM.matcher(lowerCase.substring(0, UUID_LENGTH)).matches();
    Expected.that(uuidForm, "backup id", text, "a UUID and a known extension");
    var extension = BackupExtension.ofSuffix(lowerCase.substring(UUID_LENGTH));
    var uuid = UUID.fromString(lowerCase.substring(0, UUID_LENGTH));
    return lowerCase.equals(text) && BackupId.isValid(uuid)
        ? Optional.of(new BackupRef(new BackupId(uuid), extension))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return id + extension.suffix();
  }
}
