package org.slirp4j.runtime.daemon.containers;

import org.slirp4j.runtime.control.ControlException;

/** Names of containers and networks, as clients give them. */
final class Names {
  static final int MAX_LENGTH = 64;

  private Names() {}

  /**
   * Returns {@code name} if it is one: it becomes part of paths, URLs and labels.
   *
   * @param what it names
   * @throws ControlException otherwise
   */
  static String check(String what, String name) throws ControlException {
    boolean good = !name.isEmpty() && name.length() <= MAX_LENGTH;
    for (int i = 0; good && i < name.length(); i++) {
      char c = name.charAt(i);
      boolean mark = c == '.' || c == '-';
      good = isLetterOrDigit(c) || c == '_' || (mark && i > 0);
    }
    if (!good) {
      throw new ControlException(
          ControlException.Kind.INVALID,
          "the name \""
              + quoted(name)
              + "\": a "
              + what
              + "'s name has 1 to "
              + MAX_LENGTH
              + " letters, digits, and _.- but for the first");
    }
    return name;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Returns as much of a hostile text as a message should hold. */
  static String quoted(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
      char c = text.charAt(i);
      line.append(c >= ' ' && c < 127 ? c : '?');
    }
    return line.append(text.length() > MAX_LENGTH ? "…" : "").toString();
  }
}
