package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

  @Test
  void defaultsAreThoseOfTheManual() {
    assertThat(RequestLimits.DEFAULTS)
        .isEqualTo(
            new RequestLimits(
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                2048,
                Duration.ofSeconds(30),
                Duration.ofHours(6),
                Duration.ofSeconds(10),
                1 << 20,
                1 << 16,
                4096,
                512,
                1 << 12,
                1 << 14,
                Duration.ofMinutes(2)));
  }

  @Test
  void aDurationOutOfBoundsIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(Duration.ZERO, 2048))
        .withMessage("headDeadline: PT0S (expected: PT0.001S to PT1H)");
  }

  @Test
  void aNumberOutOfBoundsIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(Duration.ofSeconds(1), 0))
        .withMessage("minBytesPerSecond: 0 (expected: 1 to 1000000000)");
  }

  @Test
  void aPortOutOfBoundsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpConfig("::1", 65_536, RequestLimits.DEFAULTS))
        .withMessage("port: 65536 (expected: 0 to 65535)");
  }

  @Test
  void aBlankHostIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpConfig(" ", 0, RequestLimits.DEFAULTS))
        .withMessageStartingWith("host: \" \"");
  }

  @Test
  void aSmallListenerHasFewerConnectionsAndTheSameOtherLimits() {
    RequestLimits few = RequestLimits.DEFAULTS.withAtMost(64);

    assertThat(few.maxConnections()).isEqualTo(64);
    assertThat(few.withAtMost(4096)).isEqualTo(few);
    assertThat(RequestLimits.DEFAULTS.withAtMost(4096)).isEqualTo(RequestLimits.DEFAULTS);
  }

  private static RequestLimits limits(Duration headDeadline, long minBytesPerSecond) {
    return new RequestLimits(
        headDeadline,
        Duration.ofSeconds(1),
        minBytesPerSecond,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ZERO,
        0,
        0,
        1,
        1,
        1024,
        1024,
        Duration.ZERO);
  }
}
