package org.slirp4j.runtime.bench.report;

import java.util.List;
import java.util.Locale;

/** A section as lines over the numbers that its labels are, both axes in powers of ten. */
final class LineChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 320;
  private static final int LEFT = 90;
  private static final int BELOW = 40;
  private static final int MARGIN = 12;
  private static final double BASE = 10;

  private final Results results;
  private final Row.Section section;
  private final double low;
  private final double high;
  private final StringBuilder svg = new StringBuilder();

  private LineChart(Results results, Row.Section section) {
    this.results = results;
    this.section = section;
    double least = Double.MAX_VALUE;
    double most = 1;
    for (Row row : results.rows(section)) {
      double x = Double.parseDouble(row.label());
      least = Math.min(least, x);
      most = Math.max(most, x);
      for (String rival : results.rivals()) {
        Summary summary = results.summary(row, rival);
        most = summary == null ? most : Math.max(most, summary.median());
      }
    }
    low = Math.log10(Math.max(1, least / BASE));
    high = Math.log10(most);
  }

  /** Returns the chart as SVG. */
  static String of(Results results, Row.Section section) {
    LineChart chart = new LineChart(results, section);
    chart.axes();
    List<String> rivals = results.rivals();
    for (int i = 0; i < rivals.size(); i++) {
      chart.line(rivals.get(i), Palette.color(i));
    }
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n",
        WIDTH,
        HEIGHT,
        WIDTH,
        Html.escaped(section.title()),
        chart.svg);
  }

  private void axes() {
    for (int power = (int) Math.ceil(low); power <= high; power++) {
      double value = Math.pow(BASE, power);
      for (boolean vertical : new boolean[] {true, false}) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#8886\"/>%n",
                vertical ? x(value) : LEFT,
                vertical ? MARGIN : y(value),
                vertical ? x(value) : WIDTH - MARGIN,
                vertical ? HEIGHT - BELOW : y(value)));
      }
      text(x(value), HEIGHT - BELOW + 16, "middle", Numbers.text(value));
      text(LEFT - 6, y(value) + 4, "end", Numbers.text(value));
    }
    text((LEFT + WIDTH) / 2.0, HEIGHT - 6, "middle", "offered, " + section.unit());
  }

  private void line(String rival, String color) {
    StringBuilder points = new StringBuilder();
    for (Row row : results.rows(section)) {
      Summary summary = results.summary(row, rival);
      if (summary != null) {
        double x = x(Double.parseDouble(row.label()));
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(summary.median())));
      }
    }
    String line = points.toString().strip();
    svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + color + "\" points=\"");
    svg.append(line).append("\"><title>" + Html.escaped(rival) + "</title></polyline>\n");
    for (String point : line.isEmpty() ? new String[0] : line.split(" ", -1)) {
      String[] at = point.split(",", -1);
      svg.append("<circle r=\"3\" cx=\"" + at[0] + "\" cy=\"" + at[1] + "\" fill=\"" + color);
      svg.append("\"/>\n");
    }
  }

  private double x(double value) {
    return LEFT + part(value) * (WIDTH - LEFT - MARGIN);
  }

  private double y(double value) {
    return HEIGHT - BELOW - part(value) * (HEIGHT - BELOW - MARGIN);
  }

  /** Returns where a value lies between both ends of the axis; below the lower one it is there. */
  private double part(double value) {
    double power = Math.max(low, Math.log10(Math.max(1, value)));
    return high > low ? (power - low) / (high - low) : 0;
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            Html.escaped(text)));
  }
}
