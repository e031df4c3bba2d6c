package org.slirp4j.runtime.bench.report;

/**
 * One thing that rivals are compared by.
 *
 * @param section what it belongs to; the rows of one have one unit
 * @param label what it is within that
 */
public record Row(Section section, String label) {
  /**
   * Rows that are shown together.
   *
   * @param title a heading, without the unit
   * @param unit of the values
   * @param moreIsBetter whether the larger value wins
   * @param curve whether the labels are numbers, and the rows points of a line: these are in the
   *     page and the file, and not in the terminal
   */
  public record Section(String title, String unit, boolean moreIsBetter, boolean curve) {
    /** Returns a section in which the larger value wins. */
    public static Section more(String title, String unit) {
      return new Section(title, unit, true, false);
    }

    /** Returns a section in which the smaller value wins. */
    public static Section less(String title, String unit) {
      return new Section(title, unit, false, false);
    }

    /** Returns a section that is a line over numbers. */
    public static Section curve(String title, String unit) {
      return new Section(title, unit, true, true);
    }
  }
}
