package dev.coffer.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables and numbers in Markdown. */
public final class Markdown {

  private static final String BEGIN =
      "<!-- measured: what follows is written by bench/performance -->\n";
  private static final String END = "<!-- measured: end -->\n";

  private Markdown() {}

  public static String section(Section section) {
    return """
    ### %s

    %s

    %s
    """
        .formatted(section.title(), section.note(), table(section.columns(), section.rows()));
  }

  /** The first column is text, the others are figures. */
  public static String table(List<String> columns, List<List<String>> rows) {
    var rule = new ArrayList<>(Collections.nCopies(columns.size(), "---:"));
    rule.set(0, "---");
    return row(columns)
        + row(rule)
        + rows.stream().map(Markdown::row).collect(Collectors.joining());
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Three digits that count, more before the point, thousands apart: 12,345 or 123 or 1.23. */
  public static String figure(double value) {
    String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /**
   * A document with these results in place of those between its markers.
   *
   * @throws IllegalArgumentException when it has no markers
   */
  public static String replaceMeasured(String document, String results) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "document: without markers (expected: %s… %s)".formatted(BEGIN, END));
    }
    return document.substring(0, begin + BEGIN.length())
        + "\n"
        + results
        + "\n"
        + document.substring(end);
  }
}
