package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void bothSidesTakeTurns() {
    var order = new ArrayList<String>();

    Rounds<Boolean, Boolean> rounds =
        Rounds.alternate(3, () -> order.add("ours"), () -> order.add("theirs"));

    assertThat(order).containsExactly("ours", "theirs", "ours", "theirs", "ours", "theirs");
    assertThat(rounds.ours()).hasSize(3);
    assertThat(rounds.theirs()).hasSize(3);
  }

  @Test
  void medianIsARoundThatWasMeasured() {
    assertThat(Rounds.median(List.of(9.0, 1.0, 5.0), figure -> figure)).isEqualTo(5);
    assertThat(Rounds.median(List.of(9.0, 1.0, 5.0, 6.0), figure -> figure)).isEqualTo(5);
    assertThat(Rounds.median(List.of(4.0), figure -> figure)).isEqualTo(4);
  }
}
