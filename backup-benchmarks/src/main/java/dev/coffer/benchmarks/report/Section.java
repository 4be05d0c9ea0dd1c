package dev.coffer.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One group of figures: a table, and the bars that show the same.
 *
 * @param note what was measured against what, in a sentence or two
 */
public record Section(
    String title, String note, List<String> columns, List<List<String>> rows, List<Bar> bars) {

  public Section {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    bars = List.copyOf(bars);
    int width = columns.size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException(
          "rows: of another width (expected: %d cells as there are columns)".formatted(width));
    }
  }

  /**
   * A figure, beside what it is compared with.
   *
   * @param baseline empty where there is nothing to compare with
   */
  public record Bar(String label, String unit, double coffer, OptionalDouble baseline) {

    public static Bar beside(String label, String unit, double coffer, double baseline) {
      return new Bar(label, unit, coffer, OptionalDouble.of(baseline));
    }

    public static Bar alone(String label, String unit, double coffer) {
      return new Bar(label, unit, coffer, OptionalDouble.empty());
    }

    double longest() {
      return Math.max(coffer, baseline.orElse(0));
    }
  }
}
