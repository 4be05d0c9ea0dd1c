package dev.coffer.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void tableHasARuleWithFiguresToTheRight() {
    String table = Markdown.table(List.of("what", "lists/s"), List.of(List.of("Coffer", "1,234")));

    assertThat(table)
        .isEqualTo(
            """
            | what | lists/s |
            | --- | ---: |
            | Coffer | 1,234 |
            """);
  }

  @Test
  void figuresKeepWhatCounts() {
    assertThat(Markdown.figure(12_345.6)).isEqualTo("12,346");
    assertThat(Markdown.figure(12.34)).isEqualTo("12.3");
    assertThat(Markdown.figure(0.625)).isEqualTo("0.63");
  }

  @Test
  void onlyWhatIsBetweenTheMarkersIsReplaced() {
    String document =
        """
        # Performance
        before
        <!-- measured: what follows is written by bench/performance -->
        old
        <!-- measured: end -->
        after
        """;

    String once = Markdown.replaceMeasured(document, "new");

    assertThat(once).startsWith("# Performance\nbefore\n").endsWith("after\n").contains("\nnew\n");
    assertThat(once).doesNotContain("old");
    assertThat(Markdown.replaceMeasured(once, "new")).isEqualTo(once);
  }

  @Test
  void documentWithoutMarkersIsRefused() {
    assertThatThrownBy(() -> Markdown.replaceMeasured("# Performance\n", "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("measured");
  }
}
