package dev.coffer.domain.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilenameTest {

  @ParameterizedTest
  @CsvSource({
    "daily-backup.tar.gz, daily-backup.tar.gz",
    "/var/backups/a.bin, a.bin",
    "../../etc/passwd, passwd",
    "a b.bin, a_b.bin",
    "C:\\x\\a.bin, C__x_a.bin",
    "\u00c3\u00a9.bin, __.bin",
    "a\"b;c.bin, a_b_c.bin",
    "..., ...",
  })
  void onlyTheLastSegmentIsKeptAndEveryOtherByteReplacedByOne(String claim, String name) {
    assertThat(Filename.sanitise(Filename.lastSegment(claim))).contains(new Filename(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/", "a/..", "/"})
  void nothingUsableIsNoName(String claim) {
    assertThat(Filename.sanitise(Filename.lastSegment(claim))).isEmpty();
  }

  @Test
  void aLongNameIsCut() {
    assertThat(Filename.sanitise("a".repeat(300)).orElseThrow().value()).hasSize(255);
  }
}
