package org.slirp4j.runtime.daemon.containers;

import org.slirp4j.runtime.control.ControlException;

/** Names of containers and networks, as clients give them. */
final class Names {
  /** As long as the ids that container engines make. */
  static final int MAX_LENGTH = 64;

  /** RFC 1035, 2.3.4: labels have 63 octets or less. */
  private static final int MAX_LABEL = 63;

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

  /**
   * Returns {@code name} if others may look for it by DNS: it is a name, and one of hosts. What
   * container engines take is more, and goes for who is in no named network. With a network's name
   * behind it, it is as long as a DNS name may be half.
   *
   * @throws ControlException otherwise
   */
  static String checkHost(String what, String name) throws ControlException {
    check(what, name);
    for (String label : name.split("\\.", -1)) {
      boolean marked = label.startsWith("-") || label.endsWith("-");
      if (label.isEmpty() || label.length() > MAX_LABEL || marked) {
        throw new ControlException(
            ControlException.Kind.INVALID,
            "the name \""
                + name
                + "\": in a named network, a "
                + what
                + " is found by DNS; between dots its name has 1 to "
                + MAX_LABEL
                + " letters, digits, _ and -, neither beginning nor ending with -");
      }
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
