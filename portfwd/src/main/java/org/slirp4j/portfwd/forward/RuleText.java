package org.slirp4j.portfwd.forward;

import org.slirp4j.portfwd.forward.ForwardException.Kind;

/**
 * Rules as people write them; the grammar is in the package's documentation.
 *
 * <p>Whatever is read, {@link ForwardRule#toString} and {@link Place#toString} write it in one
 * canonical form, which is read as the same.
 */
public final class RuleText {
  /** Most characters of a text: two paths and what belongs to them fit. */
  public static final int MAX_CHARACTERS = 512;

  /** How much of a wrong text is repeated in the message about it. */
  private static final int MAX_QUOTED = 80;

  private RuleText() {}

  /** Reads a rule in one word: {@code 127.0.0.1:8080:80/udp}. */
  public static ForwardRule word(String text) throws ForwardException {
    try {
      return new RuleReader(checked(text)).word();
    } catch (IllegalArgumentException e) {
      throw wrong(text, e);
    }
  }

  /** Reads a rule whose parts are told apart. */
  public static ForwardRule rule(
      String protocol, String listen, String target, SourceAddress source) throws ForwardException {
    Protocol transport = protocol(protocol);
    Place from = place(listen);
    Place to = place(target);
    try {
      return new ForwardRule(transport, from, to, source);
    } catch (IllegalArgumentException e) {
      throw new ForwardException(Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  /** Reads a place: {@code 8080}, {@code [::1]:8000-8100}, {@code unix:/run/x.sock}. */
  public static Place place(String text) throws ForwardException {
    try {
      return new RuleReader(checked(text)).onlyPlace();
    } catch (IllegalArgumentException e) {
      throw wrong(text, e);
    }
  }

  /** Reads {@code tcp} or {@code udp}. */
  public static Protocol protocol(String text) throws ForwardException {
    for (Protocol each : Protocol.values()) {
      if (each.toString().equals(text)) {
        return each;
      }
    }
    throw new ForwardException(Kind.INVALID, quoted(text) + " is no protocol: write tcp or udp");
  }

  /** Returns a foreign text fit for a message: in quotes, short, of one line. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int at = 0; at < Math.min(text.length(), MAX_QUOTED); at++) {
      char c = text.charAt(at);
      boolean harmless = c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && isVisible(c);
      quoted.append(harmless ? c : '?');
    }
    return quoted.append(text.length() > MAX_QUOTED ? "…\"" : "\"").toString();
  }

  /** Tells of what would turn, split or hide the rest of a line on a terminal. */
  private static boolean isVisible(char c) {
    int type = Character.getType(c);
    return type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.UNASSIGNED;
  }

  private static String checked(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "that is longer than the " + MAX_CHARACTERS + " characters that a rule may have");
    }
    return text;
  }

  private static ForwardException wrong(String text, IllegalArgumentException why) {
    return new ForwardException(Kind.INVALID, quoted(text) + ": " + why.getMessage());
  }
}
