package io.muster.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under upper-case headings, aligned by display width. */
public final class Table {
  private static final int MIN_LAST = 10;

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row; control characters are replaced by spaces, an empty cell is shown as {@code -}. */
  public Table row(String... cells) {
    rows.add(Arrays.stream(cells).map(Table::clean).toList());
    return this;
  }

  private static String clean(String cell) {
    if (cell == null || cell.isBlank()) {
      return "-";
    }
    return cell.codePoints().anyMatch(Character::isISOControl)
        ? cell.replaceAll("\\p{Cntrl}+", " ").strip()
        : cell;
  }

  /** Prints it; on a terminal the last column is cut where the line would wrap. */
  public void print(PrintStream out) {
    print(out, Terminal.output() ? Terminal.columns() : Integer.MAX_VALUE);
  }

  /** Prints it for so many columns. */
  public void print(PrintStream out, int columns) {
    int[] widths = new int[headings.size()];
    measure(headings, widths);
    rows.forEach(row -> measure(row, widths));
    int last = widths.length - 1;
    int before = 0;
    for (int i = 0; i < last; i++) {
      before += widths[i] + 2;
    }
    widths[last] = Math.max(MIN_LAST, Math.min(widths[last], columns - before));
    StringBuilder text = new StringBuilder();
    line(text, headings, widths);
    rows.forEach(row -> line(text, row, widths));
    out.print(text);
    out.flush();
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < row.size(); i++) {
      widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
    }
  }

  private static void line(StringBuilder text, List<String> row, int[] widths) {
    int last = row.size() - 1;
    for (int i = 0; i < last; i++) {
      text.append(row.get(i)).repeat(' ', widths[i] - DisplayWidth.of(row.get(i)) + 2);
    }
    text.append(DisplayWidth.fit(row.get(last), widths[last])).append('\n');
  }
}
