package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.tcpip.IpAddress;

/** Reads one text from left to right; what it throws are {@link IllegalArgumentException}s. */
final class RuleReader {
  private static final String UNIX = "unix:";
  private static final int MAX_DIGITS = 5;

  private final String text;
  private int at;

  RuleReader(String text) {
    this.text = text;
  }

  /** {@code place}, and nothing else. */
  Place onlyPlace() {
    Place place = place(true);
    if (at < text.length() && text.charAt(at) == '/') {
      throw bad("the protocol is told apart from the place: leave " + rest() + " out");
    }
    if (at < text.length()) {
      throw bad(
          "one place was asked for, and " + RuleText.quoted(rest()) + " comes after " + place);
    }
    return place;
  }

  /** {@code [place ":"] place ["/" protocol]}. */
  ForwardRule word() {
    Place listen = place(false);
    Place target;
    if (skip(':')) {
      target = place(true);
    } else {
      target = sameInside(listen);
    }
    Protocol protocol = Protocol.TCP;
    if (skip('/')) {
      protocol = protocol();
    }
    if (at < text.length()) {
      throw bad("what is " + RuleText.quoted(rest()) + " after " + listen + ":" + target + "?");
    }
    return new ForwardRule(protocol, listen, target, SourceAddress.DEFAULT);
  }

  private static Place sameInside(Place listen) {
    if (listen instanceof Place.Inet inet && !inet.ports().isChosenByKernel()) {
      return new Place.Inet(null, null, inet.ports());
    }
    throw bad("say which port inside " + listen + " leads to, as in " + listen + ":80");
  }

  private Protocol protocol() {
    String name = rest();
    at = text.length();
    return switch (name) {
      case "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      default -> throw bad(RuleText.quoted(name) + " is no protocol: write /tcp or /udp");
    };
  }

  /**
   * Reads a place.
   *
   * @param last whether nothing can come after a path
   */
  private Place place(boolean last) {
    if (text.startsWith(UNIX, at)) {
      at += UNIX.length();
      return new Place.Unix(last ? take(text.length()) : take(end(":")));
    }
    if (text.startsWith("::", at)) {
      throw bad("an IPv6 address is written in brackets, as in [::1]:8080");
    }
    if (at == text.length() || text.charAt(at) == ':') {
      throw bad(at == 0 ? "it begins without a port" : "a port is missing after " + before());
    }
    char first = text.charAt(at);
    if (first == '[') {
      return bracketed();
    }
    String token = take(end(":/"));
    if (first == '%') {
      return new Place.Inet(null, token.substring(1), portsAfter(token));
    }
    if (!isDigit(first)) {
      return named(token);
    }
    if (token.indexOf('.') < 0) {
      return new Place.Inet(null, null, ports(token));
    }
    return numbered(token, token);
  }

  private Place named(String token) {
    if (at < text.length() - 1 && text.startsWith("::", at)) {
      throw bad("an IPv6 address is written in brackets, as in [::1]:8080");
    }
    char first = token.isEmpty() ? 0 : token.charAt(0);
    if (first >= 128 || !Character.isLetter(first)) {
      throw bad(RuleText.quoted(token) + " is no port, address or interface");
    }
    if (token.indexOf('.') >= 0 && token.length() > Place.Inet.MAX_DEVICE_BYTES) {
      throw bad(RuleText.quoted(token) + " is a name; write a numeric address or an interface");
    }
    return new Place.Inet(null, token, portsAfter(token));
  }

  private Place bracketed() {
    int close = text.indexOf(']', at);
    if (close < 0) {
      throw bad("a closing bracket is missing after " + RuleText.quoted(rest()));
    }
    String inside = text.substring(at + 1, close);
    at = close + 1;
    if (inside.indexOf(':') < 0) {
      throw bad(RuleText.quoted(inside) + " is no IPv6 address, which brackets are for");
    }
    return numbered(inside, "[" + inside + "]");
  }

  private Place numbered(String number, String shown) {
    int scope = number.indexOf('%');
    String device = scope < 0 ? null : number.substring(scope + 1);
    String digits = scope < 0 ? number : number.substring(0, scope);
    @Nullable IpAddress address = AddressText.parse(digits);
    if (address == null) {
      throw bad(RuleText.quoted(digits) + " is no address");
    }
    return new Place.Inet(address, device, portsAfter(shown));
  }

  private PortRange portsAfter(String host) {
    if (!skip(':')) {
      throw bad("a port is missing after " + RuleText.quoted(host) + ", as in " + host + ":8080");
    }
    return ports(take(end(":/")));
  }

  private static PortRange ports(String token) {
    int dash = token.indexOf('-');
    if (dash < 0) {
      return PortRange.of(port(token));
    }
    return new PortRange(port(token.substring(0, dash)), port(token.substring(dash + 1)));
  }

  private static int port(String digits) {
    int port = 0;
    boolean wrong = digits.isEmpty() || digits.length() > MAX_DIGITS;
    for (int i = 0; i < digits.length() && !wrong; i++) {
      char c = digits.charAt(i);
      wrong = !isDigit(c) || (i == 1 && digits.charAt(0) == '0');
      port = port * 10 + (c - '0');
    }
    if (wrong) {
      throw bad(RuleText.quoted(digits) + " is no port: they are 1 to 65535");
    }
    return port;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    if (found) {
      at++;
    }
    return found;
  }

  /** Returns where the first of some characters is, or the end. */
  private int end(String stops) {
    int end = at;
    while (end < text.length() && stops.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private String take(int end) {
    String taken = text.substring(at, end);
    at = end;
    return taken;
  }

  private String rest() {
    return text.substring(at);
  }

  private String before() {
    return RuleText.quoted(text.substring(0, at));
  }

  private static IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(why);
  }
}
