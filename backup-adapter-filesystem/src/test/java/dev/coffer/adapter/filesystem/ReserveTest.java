package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.StorageFull;
import dev.coffer.domain.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReserveTest {

  private static final FilesystemConfig TEN_PERCENT_UP_TO_50 =
      new FilesystemConfig(Path.of("/srv/coffer"), 10, new ByteSize(50), Duration.ofMinutes(1));

  private final FakeSpace space = new FakeSpace();
  private final Reserve reserve = new Reserve(TEN_PERCENT_UP_TO_50, space);

  @Test
  void aPercentageOfASmallFileSystemStaysFree() {
    space.total = 200;
    space.usable = 100;

    assertFits(80);
    assertRefused(81);
  }

  @Test
  void noMoreThanTheMaximumOfALargeFileSystemStaysFree() {
    space.total = 100_000;
    space.usable = 100;

    assertFits(50);
    assertRefused(51);
  }

  @Test
  void twoPutsAtOnceDoNotShareOneRoom() {
    space.total = 200;
    space.usable = 100;

    try (var _ = reserve.claim(new ByteSize(60), "first")) {
      assertRefused(60);
    }
    assertFits(60);
  }

  @Test
  void whatIsWrittenIsNotCountedTwice() {
    space.total = 200;
    space.usable = 100;

    try (var first = reserve.claim(new ByteSize(60), "first")) {
      first.written(60);
      space.usable = 40;

      assertFits(20);
      assertRefused(21);
    }
  }

  @Test
  void aFileSystemThatDoesNotTellItsSpaceIsNotJudged() {
    assertFits(Long.MAX_VALUE);
  }

  private void assertFits(long bytes) {
    assertThatCode(() -> reserve.claim(new ByteSize(bytes), "put").close())
        .doesNotThrowAnyException();
  }

  private void assertRefused(long bytes) {
    assertThatThrownBy(() -> reserve.claim(new ByteSize(bytes), "put"))
        .isInstanceOf(StorageFull.class);
  }

  private static final class FakeSpace implements Reserve.Space {
    private long total;
    private long usable;

    @Override
    public long totalBytes() {
      return total;
    }

    @Override
    public long usableBytes() {
      return usable;
    }
  }
}
