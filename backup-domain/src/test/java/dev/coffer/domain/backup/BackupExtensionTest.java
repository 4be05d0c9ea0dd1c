package dev.coffer.domain.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupExtensionTest {

  @ParameterizedTest
  @CsvSource({
    "backup.tar.gz, .tar.gz",
    "BACKUP.TAR.XZ, .tar.xz",
    "a.tar.bz2, .tar.bz2",
    "a.tar.zst, .tar.zst",
    "a.tar.gz.gpg, .gpg",
    "a.bin, .bin",
    "a.zip, .bin",
    "a.gz, .bin",
    "tar.gz, .bin",
    ".tar.gz, .tar.gz",
    "'', .bin",
  })
  void theLongestKnownExtensionCounts(String filename, String suffix) {
    assertThat(BackupExtension.ofFilename(filename).suffix()).isEqualTo(suffix);
  }
}
