package org.slirp4j.runtime.bench.report;

import java.util.List;
import java.util.Locale;

/** A section as bars to the right: rows under each other, in each a bar for every rival. */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int LABELS = 200;
  private static final int VALUES = 90;
  private static final int BAR = 13;
  private static final int BETWEEN_ROWS = 12;

  private final Results results;
  private final Row.Section section;
  private final double scale;
  private final StringBuilder svg = new StringBuilder();

  private BarChart(Results results, Row.Section section) {
    this.results = results;
    this.section = section;
    double most = 0;
    for (Row row : results.rows(section)) {
      for (String rival : results.rivals()) {
        Summary summary = results.summary(row, rival);
        most = summary == null ? most : Math.max(most, summary.most());
      }
    }
    this.scale = most > 0 ? (WIDTH - LABELS - VALUES) / most : 0;
  }

  /** Returns the chart as SVG. */
  static String of(Results results, Row.Section section) {
    BarChart chart = new BarChart(results, section);
    int y = BETWEEN_ROWS / 2;
    for (Row row : results.rows(section)) {
      y = chart.row(row, y) + BETWEEN_ROWS;
    }
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n",
        WIDTH,
        y,
        WIDTH,
        Html.escaped(section.title()),
        chart.svg);
  }

  /** Draws a row from {@code top} on; returns where it ends. */
  private int row(Row row, int top) {
    List<String> rivals = results.rivals();
    int y = top;
    for (int i = 0; i < rivals.size(); i++) {
      Summary summary = results.summary(row, rivals.get(i));
      if (summary != null) {
        bar(summary, y, Palette.color(i), rivals.get(i));
        y += BAR;
      } else if (results.failure(row, rivals.get(i)) != null) {
        text(LABELS, y + BAR - 3, "start", rivals.get(i) + " failed");
        y += BAR;
      }
    }
    text(LABELS - 8, (top + y) / 2 + 4, "end", row.label());
    return y;
  }

  private void bar(Summary summary, int y, String color, String rival) {
    double width = Math.max(0, summary.median() * scale);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s</title>"
                + "</rect>%n",
            LABELS,
            y,
            width,
            BAR - 2,
            color,
            Html.escaped(rival + ": " + Numbers.text(summary.median()) + " " + section.unit())));
    if (summary.count() > 1) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#667\"/>%n",
              LABELS + Math.max(0, summary.least()) * scale,
              LABELS + Math.max(0, summary.most()) * scale,
              y + BAR / 2 - 1,
              y + BAR / 2 - 1));
    }
    double end = LABELS + Math.max(0, Math.max(summary.median(), summary.most())) * scale;
    text(end + 5, y + BAR - 3, "start", Numbers.text(summary.median()));
  }

  private void text(double x, int y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            Html.escaped(text)));
  }
}
