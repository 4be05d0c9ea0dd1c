package dev.coffer.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentilesAreThoseOfAllClientsTogether() {
    long[] even = LongStream.rangeClosed(1, 50).map(n -> 2 * n).toArray();
    long[] odd = LongStream.rangeClosed(1, 50).map(n -> 2 * n - 1).toArray();

    Latencies latencies = Latencies.of(List.of(even, odd));

    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.percentile(0.5)).isEqualTo(Duration.ofNanos(50));
    assertThat(latencies.percentile(0.99)).isEqualTo(Duration.ofNanos(99));
    assertThat(latencies.percentile(1)).isEqualTo(Duration.ofNanos(100));
  }

  @Test
  void oneRequestIsEveryPercentile() {
    Latencies latencies = Latencies.of(List.of(new long[] {7}, new long[0]));

    assertThat(latencies.percentile(0.001)).isEqualTo(Duration.ofNanos(7));
    assertThat(latencies.percentile(0.99)).isEqualTo(Duration.ofNanos(7));
  }

  @Test
  void noRequestsHaveNoPercentile() {
    assertThatThrownBy(() -> Latencies.of(List.of(new long[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
