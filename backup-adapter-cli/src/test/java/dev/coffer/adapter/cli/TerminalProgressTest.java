package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  private final StringWriter err = new StringWriter();
  private final TerminalProgress progress = new TerminalProgress(new PrintWriter(err));

  @Test
  void aBarHasAmountRateAndTimeOnOneLine() {
    try (var bar = progress.drawn("Fetching", 500L << 20, Progress.Unit.BYTES)) {
      bar.reached(250L << 20);
    }

    String last = err.toString().strip().replaceAll("(?s).*\r", "");
    assertThat(last)
        .startsWith("Fetching  50% [")
        .containsPattern("250/500 MiB \\(0:00:\\d\\d / .+\\) .*MiB/s")
        .hasSizeLessThanOrEqualTo(79);
    assertThat(err.toString()).endsWith("\n");
  }

  @Test
  void aPipeSeesNothing() {
    try (var bar = progress.begin("Fetching", 10, Progress.Unit.BYTES)) {
      bar.reached(10);
    }

    assertThat(err.toString()).isEmpty();
  }
}
