package org.slirp4j.runtime.demo;

/** The demo's table: a state, a name and a text in each row. */
final class DemoTable {
  private DemoTable() {}

  static String row(String state, String name, String text) {
    return "  " + padded(state, 8) + padded(name, 11) + text;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
