package dev.coffer.domain.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UploadAllowanceTest {

  private static final Instant NOW = Instant.parse("2026-04-12T02:15:00Z");
  private static final UploadAllowance ALLOWANCE = new UploadAllowance(6, 60, 2);

  @Test
  void sixInAMinuteAreAllowedAndTheSeventhWaitsForTheFirstToLeaveTheMinute() {
    List<Instant> six = IntStream.range(0, 6).mapToObj(i -> NOW.minusSeconds(50 - i)).toList();

    assertThat(ALLOWANCE.waitUntilAllowed(six.subList(0, 5), NOW)).isEmpty();
    assertThat(ALLOWANCE.waitUntilAllowed(six, NOW)).contains(Duration.ofSeconds(10));
    assertThat(ALLOWANCE.waitUntilAllowed(six, NOW.plusSeconds(10))).isEmpty();
  }

  @Test
  void theTurnOfAMinuteIsNoNewBeginning() {
    List<Instant> six = IntStream.range(0, 6).mapToObj(i -> NOW.minusSeconds(1)).toList();

    assertThat(ALLOWANCE.waitUntilAllowed(six, NOW)).contains(Duration.ofSeconds(59));
  }

  @Test
  void sixtyInAnHourAreTheMostAtAnyPace() {
    List<Instant> sixty =
        IntStream.range(0, 60).mapToObj(i -> NOW.minusSeconds(59L * 60 - 50L * i)).toList();

    assertThat(ALLOWANCE.waitUntilAllowed(sixty, NOW)).contains(Duration.ofMinutes(1));
  }

  @Test
  void zeroIsNoLimit() {
    List<Instant> many = IntStream.range(0, 1000).mapToObj(i -> NOW).toList();

    assertThat(UploadAllowance.UNLIMITED.waitUntilAllowed(many, NOW)).isEmpty();
  }

  @Test
  void aNegativeRateIsRefusedByName() {
    assertThatThrownBy(() -> new UploadAllowance(-1, 0, 0)).hasMessageStartingWith("per-minute: ");
  }
}
