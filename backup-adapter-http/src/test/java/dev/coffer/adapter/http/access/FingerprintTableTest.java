package dev.coffer.adapter.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTableTest {

  @Test
  void anExpiryIsExtendedUpToALimit() {
    var table = new FingerprintTable(64);

    table.extend(1, 100, 10, 25);
    assertThat(table.nanosLeft(1, 100)).isEqualTo(10);
    table.extend(1, 105, 10, 25);
    assertThat(table.nanosLeft(1, 105)).isEqualTo(15);
    table.extend(1, 105, 20, 25);
    assertThat(table.nanosLeft(1, 105)).isEqualTo(25);
  }

  @Test
  void anExpiryThatHasPassedIsExtendedFromNow() {
    var table = new FingerprintTable(64);
    table.extend(1, 0, 10, 100);

    table.extend(1, 500, 10, 100);

    assertThat(table.nanosLeft(1, 500)).isEqualTo(10);
    assertThat(table.nanosLeft(1, 600)).isZero();
  }

  @Test
  void aFloodOfEarlyEntriesDisplacesNoLateOne() {
    var table = new FingerprintTable(64);
    for (int far = 0; far < 8; far++) {
      table.set(far, 0, 1_000);
    }

    for (int near = 100; near < 100_000; near++) {
      table.set(near, 0, 1);
    }

    // Even a late entry that shared its set of eight with seven early ones is not lost.
    for (int far = 0; far < 8; far++) {
      assertThat(table.nanosLeft(far, 0)).as("%s", far).isEqualTo(1_000);
    }
  }

  @Test
  void theEarliestEntryIsDisplacedWhenAllAreLate() {
    var table = new FingerprintTable(8);
    for (long fingerprint = 1; fingerprint <= 8; fingerprint++) {
      table.set(fingerprint, 0, 100 * fingerprint);
    }

    table.set(9, 0, 50);

    assertThat(table.nanosLeft(9, 0)).isEqualTo(50);
    assertThat(table.nanosLeft(1, 0)).isZero();
    assertThat(table.nanosLeft(2, 0)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_122, -7})
  void aTableWithRoomForAllEntriesBehavesLikeAMap(long seed) {
    var random = new Random(seed);
    // At most eight fingerprints for each set, so that none is displaced.
    var table = new FingerprintTable(64);
    Map<Long, Long> model = new HashMap<>();
    long now = Long.MAX_VALUE - 5_000;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(3);
      long fingerprint = random.nextInt(64);
      long left = Math.max(0, model.getOrDefault(fingerprint, now) - now);
      switch (random.nextInt(3)) {
        case 0 -> {
          long nanos = random.nextInt(50);
          table.set(fingerprint, now, nanos);
          model.put(fingerprint, now + nanos);
        }
        case 1 -> {
          table.extend(fingerprint, now, 10, 60);
          model.put(fingerprint, now + Math.min(left + 10, 60));
        }
        default ->
            assertThat(table.nanosLeft(fingerprint, now))
                .as("seed %s, step %s", seed, step)
                .isEqualTo(left);
      }
    }
  }

  @Test
  void noExtensionIsLostAmongManyThreads() throws InterruptedException {
    var table = new FingerprintTable(64);
    var start = new CountDownLatch(1);
    var threads =
        IntStream.range(0, 16)
            .mapToObj(_ ->
                Thread.ofPlatform()
                    .start(() -> {
                      await(start);
                      for (int i = 0; i < 10_000; i++) {
                        table.extend(i % 8, 0, 1, Long.MAX_VALUE);
                      }
                    }))
            .toList();

    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    for (int fingerprint = 0; fingerprint < 8; fingerprint++) {
      assertThat(table.nanosLeft(fingerprint, 0)).isEqualTo(16 * 10_000 / 8);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
