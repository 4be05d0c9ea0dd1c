package dev.coffer.domain.backup;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** The extension at the end of a backup's public id. Unknown extensions become {@link #BIN}. */
public enum BackupExtension {
  TAR_GZ(".tar.gz"),
  TAR_XZ(".tar.xz"),
  TAR_BZ2(".tar.bz2"),
  TAR_ZST(".tar.zst"),
  GPG(".gpg"),
  BIN(".bin");

  private final String suffix;

  BackupExtension(String suffix) {
    this.suffix = suffix;
  }

  /** The lower-case suffix with its leading dot, for example {@code .tar.gz}. */
  public String suffix() {
    return suffix;
  }

  /** The longest known extension that {@code filename} ends with in any case, else {@link #BIN}. */
  public static BackupExtension ofFilename(String filename) {
    String lowerCase = filename.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(extension -> lowerCase.endsWith(extension.suffix))
        .max(Comparator.comparingInt(extension -> extension.suffix.length()))
        .orElse(BIN);
  }

  /** The extension with exactly this suffix, in lower case. */
  public static BackupExtension ofSuffix(String suffix) {
    return Arrays.stream(values())
        .filter(extension -> extension.suffix.equals(suffix))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "extension: \"%s\" (expected: one of %s)"
                    .formatted(suffix, Arrays.stream(values()).map(e -> e.suffix).toList())));
  }
}
