package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the other tests find in an expression, a misspelt name included. */
class PromQlTest {

  @Test
  void namesAndLabelsAreFoundAndNothingElse() {
    PromQl asked =
        PromQl.of(
            "sum by (drive, status) (rate(a_total{kind=~\"x|y\", z!=\"by(q)\"}[$__rate_interval]))"
                + " / on (instance) group_left (node) max(b_bytes) > 6 * 3600 unless c offset 5m");

    assertThat(asked.series()).containsExactlyInAnyOrder("a_total", "b_bytes", "c");
    assertThat(asked.labels())
        .containsExactlyInAnyOrder("drive", "status", "kind", "z", "instance", "node");
  }
}
