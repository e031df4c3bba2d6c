package org.slirp4j.runtime.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * A section as bars to the right: rows under each other, in each a bar for every rival, with its
 * value and name behind it. It is as wide as there is room, and its letters stay as they are.
 */
final class BarChart {
  private static final double PERCENT = 100;

  private final Results results;
  private final double scale;
  private final StringBuilder html = new StringBuilder();

  private BarChart(Results results, Row.Section section) {
    this.results = results;
    double most = 0;
    for (Row row : results.rows(section)) {
      for (String rival : results.rivals()) {
        Summary summary = results.summary(row, rival);
        most = summary == null ? most : Math.max(most, summary.most());
      }
    }
    this.scale = most > 0 ? PERCENT / most : 0;
  }

  /** Returns the chart as HTML, in one element. */
  static String of(Results results, Row.Section section) {
    BarChart chart = new BarChart(results, section);
    chart.html.append("<div class=\"chart\">\n");
    results.rows(section).forEach(chart::row);
    return chart.html.append("</div>\n").toString();
  }

  private void row(Row row) {
    html.append("<div class=\"label\">" + Html.escaped(row.label()) + "</div>\n");
    html.append("<div class=\"bars\">\n");
    List<String> rivals = results.rivals();
    for (int i = 0; i < rivals.size(); i++) {
      String rival = rivals.get(i);
      Summary summary = results.summary(row, rival);
      if (summary != null) {
        String doubt = results.failure(row, rival) == null ? "" : " !";
        bar(summary, Limit.text(results, row, rival) + doubt, Palette.color(i), rival);
      } else if (results.failure(row, rival) != null) {
        String text = "<span class=\"failed\">failed</span> " + Html.escaped(rival);
        html.append("<div class=\"bar\">" + text(0, text) + "</div>\n");
      }
    }
    html.append("</div>\n");
  }

  private void bar(Summary summary, String behind, String color, String rival) {
    double least = percent(summary.least());
    double median = percent(summary.median());
    double most = percent(summary.most());
    html.append("<div class=\"bar\">");
    html.append(span("fill", 0, median, ";background:" + color));
    if (summary.count() > 1) {
      html.append(span("range", least, most - least, ""));
    }
    String value = Numbers.text(summary.median()) + behind;
    String text = "<strong>" + value + "</strong> " + Html.escaped(rival);
    html.append(text(Math.max(median, most), text)).append("</div>\n");
  }

  private double percent(double value) {
    return Math.max(0, value) * scale;
  }

  private static String span(String kind, double left, double width, String more) {
    return String.format(
        Locale.ROOT,
        "<span class=\"%s\" style=\"left:%.2f%%;width:%.2f%%%s\"></span>",
        kind,
        left,
        width,
        more);
  }

  private static String text(double left, String text) {
    return String.format(
        Locale.ROOT, "<span class=\"text\" style=\"left:%.2f%%\">%s</span>", left, text);
  }
}
