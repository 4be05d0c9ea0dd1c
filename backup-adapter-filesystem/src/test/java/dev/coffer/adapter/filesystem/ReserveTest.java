package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.StorageFull;
import dev.coffer.domain.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class ReserveTest {

  private static final FilesystemConfig TEN_PERCENT_UP_TO_50 =
      new FilesystemConfig(Path.of("/srv/coffer"), 10, new ByteSize(50), Duration.ofMinutes(1));

  private static final long MEBIBYTE = 1024 * 1024;

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
  void announcedBytesThatDoNotArriveTakeNoRoomFromOthers() {
    space.total = 100_000 * MEBIBYTE;
    space.usable = 4_000 * MEBIBYTE;
    var announced = new ArrayList<Reserve.Claim>();
    for (int i = 0; i < 39; i++) {
      announced.add(reserve.claim(new ByteSize(1_900 * MEBIBYTE), "announced"));
      announced.getLast().arrived(3_000);
    }

    assertFits(2_000 * MEBIBYTE);
    assertRefused(4_000 * MEBIBYTE);
    announced.forEach(Reserve.Claim::close);
    assertFits(4_000 * MEBIBYTE - 50);
  }

  @Test
  void aPutHoldsItsNextStepWhenItsBytesArrive() {
    space.total = 100_000 * MEBIBYTE;
    space.usable = 50 + 3 * Reserve.STEP_BYTES;

    try (var first = reserve.claim(new ByteSize(2 * Reserve.STEP_BYTES), "first")) {
      assertFits(2 * Reserve.STEP_BYTES);
      first.arrived(Reserve.STEP_BYTES);
      first.written(Reserve.STEP_BYTES);
      space.usable -= Reserve.STEP_BYTES;
      first.arrived(1);

      assertFits(Reserve.STEP_BYTES);
      assertRefused(Reserve.STEP_BYTES + 1);
    }
  }

  @Test
  void aPutForWhoseNextStepOthersHaveLeftNoRoomIsRefusedOnItsWay() {
    space.total = 100_000 * MEBIBYTE;
    space.usable = 50 + 2 * Reserve.STEP_BYTES;

    try (var first = reserve.claim(new ByteSize(2 * Reserve.STEP_BYTES), "first");
        var _ = reserve.claim(new ByteSize(Reserve.STEP_BYTES), "other")) {
      first.arrived(Reserve.STEP_BYTES);
      first.written(Reserve.STEP_BYTES);
      space.usable -= Reserve.STEP_BYTES;

      assertThatThrownBy(() -> first.arrived(1))
          .isInstanceOf(StorageFull.class)
          .hasMessageStartingWith("first: ");
    }
    assertFits(Reserve.STEP_BYTES);
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
