package org.slirp4j.runtime.client;

import java.util.ArrayList;
import java.util.List;

/** A table of texts under headings, at most 80 columns wide. */
final class Columns {
  private static final int WIDTH = 80;
  private static final int GAP = 2;
  private static final int LEAST = 6;

  private final List<String[]> rows = new ArrayList<>();

  Columns(String... headings) {
    rows.add(headings);
  }

  /** Adds a row of as many texts as there are headings. */
  void add(String... row) {
    rows.add(row);
  }

  /** Returns the lines; the widest columns are cut where all is too wide. */
  String text() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row[i];
        if (cell.length() > widths[i]) {
          cell = cell.substring(0, widths[i] - 1) + "…";
        }
        line.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    int total = (widths.length - 1) * GAP;
    for (int width : widths) {
      total += width;
    }
    for (int over = total - WIDTH; over > 0; over--) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= LEAST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }
}
