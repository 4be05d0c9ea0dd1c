package dev.coffer.domain.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coffer.domain.retention.ReferenceTime.Limits;
import dev.coffer.domain.retention.ReferenceTime.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReferenceTimeTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(20);
  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(15), Duration.ofDays(3), Duration.ofMinutes(15));

  private final ReferenceTime reference = ReferenceTime.agreedOn(START);

  @Test
  void aClockThatGoesRightMovesTheReferenceAndNothingElse() {
    Reading reading = reference.read(START.plus(TICK), START.plus(TICK), LIMITS);

    assertThat(reading.mistake()).isEmpty();
    assertThat(reading.reference().now()).isEqualTo(START.plus(TICK));
    assertThat(reading.reference().isSettled()).isTrue();
  }

  @Test
  void aClockThatJumpsDoesNotMoveTheReference() {
    Instant jumped = START.plus(TICK).plus(Duration.ofMinutes(16));

    Reading reading = reference.read(jumped, START.plus(TICK), LIMITS);

    assertThat(reading.mistake())
        .contains(
            "the database's clock is 0 h 16 min ahead of the time that has passed (expected: at most 0 h 15 min)");
    assertThat(reading.reference().now()).isEqualTo(START.plus(TICK));
    assertThat(reading.reference().agreesWith(jumped, LIMITS)).isFalse();
  }

  @Test
  void manySmallJumpsAreOneLargeOne() {
    ReferenceTime now = reference;
    Instant clock = START;
    Instant counted = START;
    int jumps = 0;
    Reading reading;
    do {
      counted = counted.plus(TICK);
      clock = clock.plus(TICK).plus(Duration.ofMinutes(4));
      reading = now.read(clock, counted, LIMITS);
      now = reading.reference();
      jumps++;
    } while (reading.mistake().isEmpty());

    assertThat(jumps).isEqualTo(4);
  }

  @Test
  void aClockThatDriftsByLessThanAThousandthIsFollowedForYears() {
    ReferenceTime now = reference;
    Duration day = Duration.ofDays(1);
    for (int days = 1; days <= 1000; days++) {
      Instant clock = START.plus(day.multipliedBy(days)).plus(Duration.ofSeconds(60L * days));
      Reading reading = now.read(clock, START.plus(day.multipliedBy(days)), LIMITS);
      assertThat(reading.mistake()).isEmpty();
      now = reading.reference();
      assertThat(Duration.between(now.now(), clock)).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void theMachineThatHasCountedMostCounts() {
    Instant later = START.plus(Duration.ofHours(8));
    ReferenceTime advanced = reference.read(later, later, LIMITS).reference();

    Reading paused = advanced.read(later, START, LIMITS);

    assertThat(paused.mistake()).isEmpty();
    assertThat(paused.machineAt()).isEqualTo(later);
    assertThat(paused.reference().now()).isEqualTo(later);
  }

  @Test
  void aWeekendIsTakenFromTheClockAndSettles() {
    Instant monday = START.plus(Duration.ofHours(62));

    Reading reading = reference.readAfterStart(monday, LIMITS);

    assertThat(reading.mistake()).isEmpty();
    assertThat(reading.reference().now()).isEqualTo(monday);
    assertThat(reading.reference().isSettled()).isFalse();
    Instant settled = monday.plus(LIMITS.settling());
    assertThat(reading.reference().read(settled, settled, LIMITS).reference().isSettled()).isTrue();
  }

  @Test
  void aMachineThatHasCountedOnContradictsAStop() {
    Instant jumped = START.plus(Duration.ofDays(2));
    ReferenceTime stopped = reference.readAfterStart(jumped, LIMITS).reference();

    Reading reading = stopped.read(jumped.plus(TICK), START.plus(TICK), LIMITS);

    assertThat(reading.mistake())
        .hasValueSatisfying(
            mistake -> assertThat(mistake).contains("2 days 0 h 0 min ahead of the time"));
  }

  @Test
  void aLongStopIsAsked() {
    assertThat(reference.readAfterStart(START.plus(Duration.ofDays(4)), LIMITS).mistake())
        .contains(
            "the vault was stopped for 4 days 0 h 0 min by the database's clock (expected: at most 3 days 0 h 0 min)");
  }

  @Test
  void aClockThatIsBehindAtAStartIsAsked() {
    Reading reading = reference.readAfterStart(START.minus(Duration.ofHours(1)), LIMITS);

    assertThat(reading.mistake())
        .contains(
            "the database's clock is 1 h 0 min behind its last known time (expected: at most 0 h 15 min)");
    assertThat(reading.reference()).isEqualTo(reference);
  }

  @Test
  void limitsAreInOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO))
        .withMessageStartingWith("stop: \"PT24H\"");
  }
}
