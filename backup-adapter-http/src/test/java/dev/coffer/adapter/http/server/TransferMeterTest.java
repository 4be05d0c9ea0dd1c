package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransferMeterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final TransferMeter meter = new TransferMeter(1000, Duration.ofSeconds(10));

  @Test
  void aTransferThatStallsForTheWholeWindowIsTooSlow() {
    meter.begin(0, 0);

    assertThat(meter.tooSlow(10 * SECOND)).isFalse();
    assertThat(meter.tooSlow(11 * SECOND)).isTrue();
  }

  @Test
  void theMinimumRateIsNeverTooSlow() {
    for (long second = 0; second < 1000; second++) {
      meter.begin(second * SECOND, 0);
      assertThat(meter.tooSlow((second + 1) * SECOND)).isFalse();
      meter.end((second + 1) * SECOND, 1000);
    }
  }

  @Test
  void halfTheMinimumRateIsTooSlowAfterTwoWindows() {
    for (long second = 0; second < 20; second++) {
      meter.begin(second * SECOND, 0);
      meter.end((second + 1) * SECOND, 500);
    }
    meter.begin(20 * SECOND, 0);

    assertThat(meter.tooSlow(20 * SECOND + 1)).isTrue();
  }

  @Test
  void aBurstAllowsNoLaterStall() {
    meter.begin(0, 0);
    meter.end(SECOND, 1_000_000_000);
    meter.begin(SECOND, 0);

    assertThat(meter.tooSlow(12 * SECOND)).isTrue();
  }

  @Test
  void aWriteMayTakeTheTimeItsBytesAreWorth() {
    meter.begin(0, 60_000);

    assertThat(meter.tooSlow(69 * SECOND)).isFalse();
    assertThat(meter.tooSlow(71 * SECOND)).isTrue();
  }

  @Test
  void theServersOwnSlownessDoesNotCount() {
    meter.begin(0, 0);
    meter.end(SECOND, 1000);

    assertThat(meter.tooSlow(1000 * SECOND)).isFalse();
  }
}
