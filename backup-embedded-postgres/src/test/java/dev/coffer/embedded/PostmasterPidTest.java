package dev.coffer.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterPidTest {

  private static final List<String> READY =
      List.of(
          "4711",
          "/vault/postgres",
          "1790000000",
          "40123",
          "",
          "127.0.0.1",
          "  100663  7",
          "ready   ");

  @Test
  void theLinesAreReadByTheirPlace() {
    assertThat(PostmasterPid.parse(READY)).contains(new PostmasterPid(4711, 40123, "ready"));
  }

  @Test
  void aFileInTheMakingIsNotReady() {
    assertThat(PostmasterPid.parse(READY.subList(0, 7)).orElseThrow().isReadyIn(4711)).isFalse();
    assertThat(PostmasterPid.parse(READY.subList(0, 1))).contains(new PostmasterPid(4711, 0, ""));
  }

  @Test
  void aFileThatNamesNoProcessIsNone() {
    assertThat(PostmasterPid.parse(List.of())).isEmpty();
    assertThat(PostmasterPid.parse(List.of("x", "/vault", "1", "2"))).isEmpty();
    assertThat(PostmasterPid.parse(List.of("\0\0\0\0"))).isEmpty();
    assertThat(PostmasterPid.parse(List.of("0"))).isEmpty();
  }

  @Test
  void readyIsBelievedOfTheExpectedProcessOnly() {
    var file = PostmasterPid.parse(READY).orElseThrow();

    assertThat(file.isReadyIn(4711)).isTrue();
    assertThat(file.isReadyIn(4712)).isFalse();
  }

  @Test
  void anyBytesCanBeRead(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(PostmasterPid.FILE_NAME), new byte[] {(byte) 0xff, 0, '\n', 'a'});

    assertThat(PostmasterPid.read(folder)).isEmpty();
  }

  @Test
  void noFileIsNoPostmaster(@TempDir Path folder) throws IOException {
    assertThat(PostmasterPid.read(folder)).isEmpty();
  }
}
