package org.slirp4j.runtime.bench.report;

import java.util.List;

/** Lines whose columns stand under each other: the first to the left, the others to the right. */
final class Columns {
  private Columns() {}

  /** Returns the lines as a text, each as wide as its widest, the first column at least so. */
  static String table(List<List<String>> lines, int firstColumn, String gap) {
    int[] widths = new int[lines.getFirst().size()];
    widths[0] = firstColumn;
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder out = new StringBuilder(left(line.getFirst(), widths[0]));
      for (int i = 1; i < line.size(); i++) {
        out.append(gap).append(" ".repeat(widths[i] - line.get(i).length())).append(line.get(i));
      }
      text.append(out.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Returns a text with spaces behind it. */
  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
