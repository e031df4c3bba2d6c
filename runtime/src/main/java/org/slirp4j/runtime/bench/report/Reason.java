package org.slirp4j.runtime.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why figures of a rival are missing or in doubt.
 *
 * @param doubt whether there are some
 */
record Reason(String rival, boolean doubt, String why) {
  /** Returns a line for each reason, with the first row that has it. */
  static List<String> lines(Results results) {
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

  private String line(List<Row> rows) {
    Row first = rows.getFirst();
    String more = rows.size() == 1 ? "" : " and " + (rows.size() - 1) + " more";
    String where = first.section().title() + ", " + first.label() + more;
    return rival + (doubt ? " in doubt (!): " : " failed: ") + where + ": " + why;
  }
}
