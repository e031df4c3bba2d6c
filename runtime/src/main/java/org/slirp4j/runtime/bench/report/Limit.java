package org.slirp4j.runtime.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * How near a rival comes to what the machine's kernel does alone, which is a column of its own: the
 * veth pair. Only where more is better, because there the column is a limit.
 */
final class Limit {
  /** The column that is the limit. */
  static final String NAME = "veth";

  /** What it says of itself. */
  static final String LEGEND =
      "In brackets [ ]: the part of what this machine's kernel alone does with a veth pair in the"
          + " same cell.";

  private Limit() {}

  /** Returns a median as a part of the limit's, or null where there is no limit, or it is it. */
  static @Nullable Double part(Results results, Row row, String rival) {
    Summary own = results.summary(row, rival);
    Summary limit = results.summary(row, NAME);
    boolean is = row.section().moreIsBetter() && !row.section().curve() && !rival.equals(NAME);
    return !is || own == null || limit == null || limit.median() <= 0
        ? null
        : Double.valueOf(own.median() / limit.median());
  }

  /** Returns the part as a text behind a figure, which may be empty. */
  static String text(Results results, Row row, String rival) {
    Double part = part(results, row, rival);
    return part == null ? "" : " [" + Numbers.text(part) + "]";
  }

  /** Returns whether any figure has one. */
  static boolean isThere(Results results) {
    return results.sections().stream()
        .flatMap(section -> results.rows(section).stream())
        .anyMatch(
            row -> results.rivals().stream().anyMatch(rival -> part(results, row, rival) != null));
  }
}
