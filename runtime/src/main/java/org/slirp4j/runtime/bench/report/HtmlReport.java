package org.slirp4j.runtime.bench.report;

import java.util.List;

/** A page with charts: one file that loads nothing, and in which nothing runs. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>slirp4j bench</title>
      <style>
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em;
             color: #1c2430; background: #fff }
      h1 { font-size: 1.6em } h2 { font-size: 1.15em; margin: 2em 0 .3em }
      table { border-collapse: collapse; margin: .5em 0 } td, th { padding: .15em .8em .15em 0; text-align: left;
             vertical-align: top }
      td.value, th.value { text-align: right; font-variant-numeric: tabular-nums }
      .spread { color: #667 } .failed { color: #b3261e } .note { color: #667; margin: .2em 0 }
      .scroll { overflow-x: auto }
      .chart { display: grid; grid-template-columns: minmax(auto, 14em) 1fr; gap: .7em .8em;
             align-items: center; font-size: .85em }
      .chart .label { text-align: right } .chart .bars { padding-right: 11em }
      .bar { position: relative; height: 1.25em } .bar > span { position: absolute }
      .bar .fill { top: .1em; height: 1.05em; border-radius: 0 2px 2px 0 }
      .bar .range { top: .6em; height: 0; border-top: 1px solid #1c2430; opacity: .6 }
      .bar .text { white-space: nowrap; padding-left: .5em; line-height: 1.25; color: #667 }
      .bar strong { color: #1c2430; font-variant-numeric: tabular-nums }
      svg { min-width: 40em; max-width: 100%; height: auto }
      svg text { font: 12px system-ui, sans-serif; fill: #1c2430 }
      .legend { position: sticky; top: 0; padding: .4em 0; background: #fff; z-index: 1 }
      .legend span { white-space: nowrap; margin-right: 1em }
      .legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px }
      @media (max-width: 40em) {
        .chart { display: block } .chart .label { text-align: left; margin-top: .6em }
        .chart .bars { padding-right: 9em } body { margin: .5em auto; padding: 0 .7em } }
      details { margin: .3em 0 }
      @media (prefers-color-scheme: dark) { body { color: #e3e6ec; background: #14171c }
             svg text { fill: #e3e6ec } .spread, .note, .bar .text { color: #9aa3b2 }
             .bar strong { color: #e3e6ec } .bar .range { border-color: #fff } .legend { background: #14171c }
             .failed { color: #ff8a80 } }
      </style>
      </head>
      <body>
      """;

  private final Results results;
  private final Surroundings surroundings;
  private final StringBuilder page = new StringBuilder(HEAD);

  private HtmlReport(Results results, Surroundings surroundings) {
    this.results = results;
    this.surroundings = surroundings;
  }

  /** Returns the page. */
  public static String of(Results results, Surroundings surroundings) {
    HtmlReport report = new HtmlReport(results, surroundings);
    report.write();
    return report.page.toString();
  }

  private void write() {
    page.append("<h1>slirp4j bench</h1>\n<table>\n");
    surroundings
        .facts()
        .forEach((name, fact) ->
            page.append(
                "<tr><th>"
                    + Html.escaped(name)
                    + "</th><td>"
                    + Html.escaped(fact)
                    + "</td></tr>\n"));
    page.append(
        "</table>\n<p>Bars are medians; the line on a bar reaches from the smallest to the ");
    page.append(
        "largest sample. Directions are the container's. What is marked by ! is in doubt, ");
    page.append("and the reason stands below the chart. ");
    page.append(Limit.isThere(results) ? Html.escaped(Limit.LEGEND) : "");
    page.append("</p>\n<p class=\"legend\">");
    List<String> rivals = results.rivals();
    for (int i = 0; i < rivals.size(); i++) {
      page.append("<span><i style=\"background:" + Palette.color(i) + "\"></i>");
      page.append(Html.escaped(rivals.get(i))).append("</span>\n");
    }
    page.append("</p>\n");
    results.sections().forEach(this::section);
    page.append("</body>\n</html>\n");
  }

  private void section(Row.Section section) {
    page.append("<h2>" + Html.escaped(section.title() + ", " + section.unit()) + "</h2>\n");
    page.append("<p class=\"note\">");
    page.append(section.moreIsBetter() ? "more is better" : "less is better").append("</p>\n");
    if (section.curve()) {
      page.append("<div class=\"scroll\">\n" + LineChart.of(results, section) + "</div>\n");
    } else {
      page.append(BarChart.of(results, section));
    }
    page.append(
        "<details><summary>figures</summary>\n<div class=\"scroll\"><table>\n<tr><th></th>");
    List<String> rivals = results.rivals(section);
    for (String rival : rivals) {
      page.append("<th class=\"value\">" + Html.escaped(rival) + "</th>");
    }
    page.append("</tr>\n");
    for (Row row : results.rows(section)) {
      page.append("<tr><td>" + Html.escaped(row.label()) + "</td>");
      for (String rival : rivals) {
        page.append("<td class=\"value\">" + cell(row, rival) + "</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</table></div>\n</details>\n");
    failures(section);
  }

  private String cell(Row row, String rival) {
    Summary summary = results.summary(row, rival);
    if (summary == null) {
      return results.failure(row, rival) == null ? "" : "<span class=\"failed\">failed</span>";
    }
    String spread =
        Numbers.text(summary.least()) + "–" + Numbers.text(summary.most()) + ", " + summary.count();
    return Numbers.text(summary.median())
        + Limit.text(results, row, rival)
        + " <span class=\"spread\">("
        + spread
        + ")</span>";
  }

  private void failures(Row.Section section) {
    for (Row row : results.rows(section)) {
      for (String rival : results.rivals()) {
        String why = results.failure(row, rival);
        if (why != null) {
          String text = rival + ", " + row.label() + ": " + why;
          page.append("<p class=\"failed\">" + Html.escaped(text) + "</p>\n");
        }
      }
    }
  }
}
