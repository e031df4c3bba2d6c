package org.slirp4j.runtime.bench.report;

import java.util.List;

/** Tables for a README: what the terminal shows, in Markdown. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Returns the text. */
  public static String of(Results results, Surroundings surroundings) {
    StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
    surroundings
        .facts()
        .forEach((name, fact) -> text.append(line(List.of(escaped(name), escaped(fact)))));
    text.append('\n').append(TextReport.LEGEND);
    text.append(Limit.isThere(results) ? " " + Limit.LEGEND : "");
    text.append(" What is marked by ! is in doubt, and the reason stands below the tables.\n");
    for (Row.Section section : results.sections()) {
      if (!section.curve()) {
        text.append('\n').append(section(results, section));
      }
    }
    List<String> reasons = Reason.lines(results);
    text.append(reasons.isEmpty() ? "" : "\n");
    reasons.forEach(reason -> text.append("- " + escaped(reason) + "\n"));
    return text.toString();
  }

  private static String section(Results results, Row.Section section) {
    List<String> rivals = results.rivals(section);
    StringBuilder text = new StringBuilder();
    text.append("| " + escaped(section.title() + ", " + section.unit()) + " |");
    rivals.forEach(rival -> text.append(" " + escaped(rival) + " |"));
    text.append("\n|---|" + "---|".repeat(rivals.size()) + "\n");
    for (Row row : results.rows(section)) {
      text.append("| " + escaped(row.label()) + " |");
      for (String rival : rivals) {
        text.append(" " + TextReport.cell(results, row, rival, true) + " |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String escaped(String text) {
    return Html.escaped(text).replace("|", "\\|").replace("`", "\\`").replace("*", "\\*");
  }
}
