package org.slirp4j.runtime.http;

/** Foreign texts in messages. */
final class Texts {
  private static final int MAX_SHOWN = 64;

  private Texts() {}

  /** Returns a text in quotes, short and without what would upset a terminal. */
  static String shown(String text) {
    StringBuilder line = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
      char c = text.charAt(i);
      line.append(c >= ' ' && c < 127 ? c : '?');
    }
    return line.append(text.length() > MAX_SHOWN ? "…\"" : "\"").toString();
  }
}
