package dev.coffer.adapter.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people, at most {@value #WIDTH} characters wide if possible. Only columns that are
 * marked for it are shortened, so that names can be copied.
 */
public final class Table {

  static final int WIDTH = 80;

  private static final int GAP = 2;
  private static final int LEAST = 8;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** A heading, and what becomes of values that are too long. */
  public record Column(String heading, Cut cut) {

    public static Column whole(String heading) {
      return new Column(heading, Cut.NONE);
    }

    public static Column cut(String heading) {
      return new Column(heading, Cut.END);
    }

    /** For keys, which differ at their ends. */
    public static Column cutInTheMiddle(String heading) {
      return new Column(heading, Cut.MIDDLE);
    }
  }

  private enum Cut {
    NONE,
    END,
    MIDDLE
  }

  public Table(Column... columns) {
    this.columns = List.of(columns);
    rows.add(this.columns.stream().map(Column::heading).toList());
  }

  public void row(String... values) {
    rows.add(List.of(values));
  }

  public void print(PrintWriter out) {
    int[] widths = widths();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String value = cut(row.get(i), widths[i], columns.get(i).cut());
        line.append(value).repeat(' ', widths[i] - value.length() + GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int[] widths() {
    var widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int excess = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - WIDTH;
    for (int i = widths.length - 1; i >= 0 && excess > 0; i--) {
      if (columns.get(i).cut() != Cut.NONE) {
        int less = Math.clamp(widths[i] - LEAST, 0, excess);
        widths[i] -= less;
        excess -= less;
      }
    }
    return widths;
  }

  private static String cut(String value, int width, Cut cut) {
    if (value.length() <= width) {
      return value;
    }
    int tail = cut == Cut.MIDDLE ? (width - 1) / 2 : 0;
    return value.substring(0, width - 1 - tail) + "…" + value.substring(value.length() - tail);
  }
}
