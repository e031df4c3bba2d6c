package org.slirp4j.runtime.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table for a terminal. */
public final class TextReport {
  private static final String GAP = "  ";
  private static final int LABEL_COLUMNS = 26;

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
    text.append("Each figure is a median, with the smallest and the largest sample behind it.\n");
    for (Row.Section section : results.sections()) {
      if (!section.curve()) {
        text.append('\n').append(section(section));
      }
    }
    List<String> reasons = reasons();
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
        line.add(cell(results.summary(row, rival), results.failure(row, rival), withSpread));
      }
      lines.add(line);
    }
    return Columns.table(lines, LABEL_COLUMNS, GAP);
  }

  static String cell(@Nullable Summary summary, @Nullable String failure, boolean withSpread) {
    if (summary == null) {
      return failure == null ? "-" : "failed";
    }
    String median = Numbers.text(summary.median());
    String spread =
        summary.count() == 1 || !withSpread
            ? ""
            : " (" + Numbers.text(summary.least()) + "-" + Numbers.text(summary.most()) + ")";
    return median + spread + (failure == null ? "" : " !");
  }

  /** Returns a line for each reason of a failure or a doubt, with the first row that has it. */
  private List<String> reasons() {
    Map<Reason, List<Row>> reasons = new LinkedHashMap<>();
    for (Row.Section section : results.sections()) {
      for (Row row : results.rows(section)) {
        for (String rival : results.rivals()) {
          String why = results.failure(row, rival);
          if (why != null) {
            Reason reason = new Reason(rival, results.summary(row, rival) != null, why);
            reasons.computeIfAbsent(reason, each -> new ArrayList<>()).add(row);
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    reasons.forEach((reason, rows) -> lines.add(reason.line(rows)));
    return lines;
  }

  /** Why figures are missing or in doubt. */
  private record Reason(String rival, boolean doubt, String why) {
    String line(List<Row> rows) {
      Row first = rows.getFirst();
      String more = rows.size() == 1 ? "" : " and " + (rows.size() - 1) + " more";
      String where = first.section().title() + ", " + first.label() + more;
      return rival + (doubt ? " in doubt (!): " : " failed: ") + where + ": " + why;
    }
  }
}
