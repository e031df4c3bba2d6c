package org.slirp4j.runtime.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The table for a terminal. */
public final class TextReport {
  private static final String GAP = "  ";
  private static final int LABEL_COLUMNS = 26;

  /** What figures are. */
  static final String LEGEND =
      "Each figure is a median, with the smallest and the largest sample behind it,\n"
          + "and the number of samples where some are missing.";

  private final Results results;
  private final Surroundings surroundings;
  private final int columns;

  private TextReport(Results results, Surroundings surroundings, int columns) {
    this.results = results;
    this.surroundings = surroundings;
    this.columns = columns;
  }

  /**
   * Returns the text.
   *
   * @param columns of the terminal, or 0 where lines may be of any length: tables that are wider
   *     lose their spread, and are then shown in parts
   */
  public static String of(Results results, Surroundings surroundings, int columns) {
    return new TextReport(results, surroundings, columns).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    surroundings.facts().forEach((name, fact) -> text.append(fact(name, fact)));
    text.append(LEGEND).append('\n');
    text.append(Limit.isThere(results) ? Limit.LEGEND + "\n" : "");
    for (Row.Section section : results.sections()) {
      if (!section.curve()) {
        text.append('\n').append(section(section));
      }
    }
    List<String> reasons = Reason.lines(results);
    text.append(reasons.isEmpty() ? "" : "\n");
    reasons.forEach(reason -> text.append(reason).append('\n'));
    return text.toString();
  }

  private static String fact(String name, String fact) {
    return Columns.left(name, LABEL_COLUMNS) + GAP + fact + "\n";
  }

  private String section(Row.Section section) {
    List<String> rivals = results.rivals(section);
    String whole = table(section, rivals, true);
    if (fits(whole)) {
      return whole;
    }
    StringBuilder parts = new StringBuilder();
    for (int from = 0, to; from < rivals.size(); from = to) {
      to = rivals.size();
      while (to > from + 1 && !fits(table(section, rivals.subList(from, to), false))) {
        to--;
      }
      parts.append(table(section, rivals.subList(from, to), false));
    }
    return parts.toString();
  }

  private boolean fits(String table) {
    return columns == 0 || table.lines().allMatch(line -> line.length() < columns);
  }

  private String table(Row.Section section, List<String> rivals, boolean withSpread) {
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(section.title() + ", " + section.unit()));
    head.addAll(rivals);
    lines.add(head);
    for (Row row : results.rows(section)) {
      List<String> line = new ArrayList<>(List.of("  " + row.label()));
      for (String rival : rivals) {
        line.add(cell(results, row, rival, withSpread));
      }
      lines.add(line);
    }
    return Columns.table(lines, LABEL_COLUMNS, GAP);
  }

  static String cell(Results results, Row row, String rival, boolean withSpread) {
    Summary summary = results.summary(row, rival);
    String failure = results.failure(row, rival);
    if (summary == null) {
      return failure == null ? "-" : "failed";
    }
    List<String> spread = new ArrayList<>();
    if (summary.count() > 1) {
      spread.add(Numbers.text(summary.least()) + "-" + Numbers.text(summary.most()));
    }
    if (summary.count() < results.rounds()) {
      spread.add(summary.count() + " of " + results.rounds());
    }
    String behind = spread.isEmpty() || !withSpread ? "" : " (" + String.join(", ", spread) + ")";
    return Numbers.text(summary.median())
        + Limit.text(results, row, rival)
        + behind
        + (failure == null ? "" : " !");
  }
}
