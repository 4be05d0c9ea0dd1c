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
    assertThat(PostmasterPid.parse(READY))
        .contains(new PostmasterPid(4711, Path.of("/vault/postgres"), 40123, "ready"));
  }

  @Test
  void aFileInTheMakingIsNotReady() {
    assertThat(PostmasterPid.parse(READY.subList(0, 7)).orElseThrow().isReadyIn(4711)).isFalse();
    assertThat(PostmasterPid.parse(READY.subList(0, 2))).isEmpty();
    assertThat(PostmasterPid.parse(List.of())).isEmpty();
    assertThat(PostmasterPid.parse(List.of("x", "/vault", "1", "2"))).isEmpty();
  }

  @Test
  void readyIsBelievedOfTheExpectedProcessOnly() {
    var file = PostmasterPid.parse(READY).orElseThrow();

    assertThat(file.isReadyIn(4711)).isTrue();
    assertThat(file.isReadyIn(4712)).isFalse();
  }

  @Test
  void aCopiedFileIsForAnotherDirectory(@TempDir Path folder) throws IOException {
    var original = Files.createDirectory(folder.resolve("original"));
    var copy = Files.createDirectory(folder.resolve("copy"));
    var link = Files.createSymbolicLink(folder.resolve("link"), original);
    var file = new PostmasterPid(1, original, 2, "ready");

    assertThat(file.isFor(original)).isTrue();
    assertThat(file.isFor(link)).isTrue();
    assertThat(file.isFor(copy)).isFalse();
  }

  @Test
  void noFileIsNoPostmaster(@TempDir Path folder) throws IOException {
    assertThat(PostmasterPid.read(folder)).isEmpty();
  }
}
