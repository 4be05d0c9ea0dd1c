package dev.coffer.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  /** Holds the lock until it is killed. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (var lock = DataDirectoryLock.acquire(Path.of(arguments[0]), CLOCK, Duration.ZERO)) {
        System.out.println(lock.covers(Path.of(arguments[0])));
        System.in.read();
      }
    }
  }

  @Test
  void aSecondProcessIsToldWhoHoldsTheDirectoryAndSinceWhen() throws IOException {
    var file = folder.resolve("lock");

    try (var holder = OtherProcess.start(Holder.class, file)) {
      assertThat(holder.nextLine()).isEqualTo("true");

      assertThatThrownBy(() -> DataDirectoryLock.acquire(file, CLOCK, Duration.ofMillis(200)))
          .isInstanceOf(DataDirectoryInUseException.class)
          .hasMessage(
              "data directory: \"%s\" is in use by process %d since 2026-01-02T03:04:05Z."
                      .formatted(folder.toRealPath(), holder.process().pid())
                  + " Stop that process or choose another directory.");
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  @SuppressWarnings("try") // The other process ends in the middle of the test.
  void aProcessThatEndsSoonIsWaitedFor() throws Exception {
    var file = folder.resolve("lock");

    try (var holder = OtherProcess.start(Holder.class, file)) {
      assertThat(holder.nextLine()).isEqualTo("true");
      var waiting =
          CompletableFuture.supplyAsync(
              () -> DataDirectoryLock.acquire(file, CLOCK, Duration.ofSeconds(30)));
      assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      holder.close();

      try (var lock = waiting.get()) {
        assertThat(lock.covers(folder)).isTrue();
      }
    }
  }

  @Test
  void theLockEndsWithItsProcess() throws IOException {
    var file = folder.resolve("lock");
    try (var holder = OtherProcess.start(Holder.class, file)) {
      assertThat(holder.nextLine()).isEqualTo("true");
    }

    try (var lock = DataDirectoryLock.acquire(file, CLOCK)) {
      assertThat(lock.covers(folder)).isTrue();
    }
  }

  @Test
  void aSecondAttemptOfTheSameProcessIsRefusedAndLeavesTheLock() throws IOException {
    var file = folder.resolve("lock");

    try (var lock = DataDirectoryLock.acquire(file, CLOCK)) {
      assertThatThrownBy(() -> DataDirectoryLock.acquire(file, CLOCK))
          .isInstanceOf(DataDirectoryInUseException.class)
          .hasMessageContaining("this process, " + ProcessHandle.current().pid());

      assertThat(lock.covers(folder)).isTrue();
      try (var other = OtherProcess.start(Holder.class, file)) {
        assertThat(other.nextLine()).isNull();
      }
    }
  }

  @Test
  void aReleasedDirectoryCanBeLockedAgain() {
    var file = folder.resolve("lock");
    var first = DataDirectoryLock.acquire(file, CLOCK);
    first.close();
    first.close();

    try (var second = DataDirectoryLock.acquire(file, CLOCK)) {
      assertThat(first.covers(folder)).isFalse();
      assertThat(second.covers(folder)).isTrue();
    }
  }

  @Test
  void theLockCoversItsFolderOnly() {
    try (var lock = DataDirectoryLock.acquire(folder.resolve("lock"), CLOCK)) {
      assertThat(lock.covers(folder.resolve("not/yet/made"))).isTrue();
      assertThat(lock.covers(folder.resolve("../elsewhere"))).isFalse();
    }
  }
}
