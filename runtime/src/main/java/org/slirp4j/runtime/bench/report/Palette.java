package org.slirp4j.runtime.bench.report;

/** A colour for each rival, apart also for people who see colours differently: Okabe and Ito. */
final class Palette {
  private static final String[] COLORS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#999999", "#e69f00", "#56b4e9"
  };

  private Palette() {}

  /** Returns the colour of the rival in a column. */
  static String color(int column) {
    return COLORS[column % COLORS.length];
  }
}
