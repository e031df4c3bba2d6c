package org.slirp4j.runtime.top;

/** A line of a table, put together cell by cell. */
final class Columns {
  private final StringBuilder line = new StringBuilder();

  /** Adds a cell that begins at the left; what is too long ends with {@code ~}. */
  Columns left(String text, int width) {
    space();
    String shown = Terminal.harmless(text);
    if (shown.length() > width) {
      shown = shown.substring(0, Math.max(width - 1, 0)) + "~";
    }
    line.append(shown).repeat(' ', width - shown.length());
    return this;
  }

  /** Adds a cell that begins at the left; what is too long loses its begin: ends of addresses. */
  Columns end(String text, int width) {
    String shown = Terminal.harmless(text);
    int more = shown.length() - width;
    return left(more > 0 ? "~" + shown.substring(more + 1) : shown, width);
  }

  /** Adds a cell that ends at the right. */
  Columns right(String text, int width) {
    space();
    line.repeat(' ', Math.max(width - text.length(), 0)).append(text);
    return this;
  }

  private void space() {
    if (!line.isEmpty()) {
      line.append(' ');
    }
  }

  @Override
  public String toString() {
    return line.toString().stripTrailing();
  }
}
