package dev.coffer.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PreparedFolderTest {

  private static Path prepared(String name, String builtFrom) throws IOException {
    return PreparedFolder.of(
        name, builtFrom, folder -> Files.writeString(folder.resolve("made-from"), builtFrom));
  }

  @Test
  void aFolderOfAnotherNameStaysWhateverItsNameBeginsWith() throws IOException {
    Path longer = prepared("of-this-test--more", "first");
    Path shorter = prepared("of-this-test", "first");

    assertThat(longer.resolve("made-from")).hasContent("first");

    Path later = prepared("of-this-test", "second");
    assertThat(later.resolve("made-from")).hasContent("second");
    assertThat(shorter).doesNotExist();
    assertThat(longer.resolve("made-from")).hasContent("first");

    FileTrees.delete(longer);
    FileTrees.delete(later);
  }
}
