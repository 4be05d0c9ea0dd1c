package dev.coffer.benchmarks.report;

import dev.coffer.benchmarks.report.Section.Bar;
import java.util.List;
import java.util.Locale;

/**
 * Sections as an SVG picture of plain bars, readable on light and on dark ground. Bars of one
 * section have one scale; each carries its figure.
 */
public final class BarChart {

  private static final int WIDTH = 820;
  private static final int LABELS = 300;
  private static final int FIGURES = 170;
  private static final int THICK = 14;
  private static final int GAP = 10;
  private static final int HEAD = 44;

  private static final String STYLE =
      """
      <style>
      text { font: 13px sans-serif; fill: #24292f }
      .title { font-weight: bold; font-size: 15px }
      .coffer { fill: #2563eb }
      .baseline { fill: #9aa4b2 }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 }
        .coffer { fill: #60a5fa }
        .baseline { fill: #6b7685 }
      }
      </style>
      """;

  private final StringBuilder shapes = new StringBuilder();
  private int y = 8;

  private BarChart() {}

  public static String svg(List<Section> sections) {
    var chart = new BarChart();
    chart.legend();
    sections.stream().filter(section -> !section.bars().isEmpty()).forEach(chart::draw);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
    <title>Coffer, measured</title>
    %3$s%4$s</svg>
    """
        .formatted(WIDTH, chart.y + GAP, STYLE, chart.shapes);
  }

  private void legend() {
    bar("coffer", LABELS, THICK);
    text("", LABELS + 20, y + 12, "Coffer");
    bar("baseline", LABELS + 90, THICK);
    text("", LABELS + 110, y + 12, "baseline");
    y += THICK;
  }

  private void draw(Section section) {
    y += HEAD;
    text("title", 0, y - 14, section.title());
    double longest = section.bars().stream().mapToDouble(Bar::longest).max().orElse(1);
    double scale = (WIDTH - LABELS - FIGURES) / longest;
    for (Bar bar : section.bars()) {
      text("", 0, y + 12, bar.label());
      measured("coffer", bar.coffer(), bar.unit(), scale);
      bar.baseline().ifPresent(value -> measured("baseline", value, bar.unit(), scale));
      y += GAP;
    }
  }

  private void measured(String kind, double value, String unit, double scale) {
    long length = Math.max(1, Math.round(value * scale));
    bar(kind, LABELS, length);
    text("", LABELS + length + 6, y + 12, Markdown.figure(value) + " " + unit);
    y += THICK + 2;
  }

  private void bar(String kind, long x, long length) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
            kind,
            x,
            y,
            length,
            THICK));
  }

  private void text(String kind, long x, long baseline, String words) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
            kind,
            x,
            baseline,
            words.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
