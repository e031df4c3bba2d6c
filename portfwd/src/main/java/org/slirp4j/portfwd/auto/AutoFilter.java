package org.slirp4j.portfwd.auto;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.tcpip.IpAddress;

/**
 * Which of the container's ports are forwarded by themselves, and to which addresses of the host.
 *
 * <p>As a text, terms with commas between them:
 *
 * <pre>
 *   8080  8000-9000    these ports, by TCP and UDP
 *   tcp:…  udp:…       by this one alone
 *   !8080  !udp:5353   but not these
 *   &#64;0.0.0.0  &#64;::  at this address of the host; none: 127.0.0.1 and ::1
 * </pre>
 *
 * Without a term that names ports, those from 1,024 on. UDP ports of {@value #FIRST_CLIENT_PORT} to
 * {@value #LAST_CLIENT_PORT} are taken when a {@code udp:} term names them, and else not: the
 * kernel gives them to clients, and an unconnected client's socket cannot be told from a service's.
 */
public final class AutoFilter {
  /** Ports below need privilege on most hosts, and are a system's services rather than a user's. */
  static final int FIRST_PORT = 1_024;

  /** The kernel's default of net.ipv4.ip_local_port_range. */
  static final int FIRST_CLIENT_PORT = 32_768;

  static final int LAST_CLIENT_PORT = 60_999;

  /** Bound on the addresses of the host. */
  private static final int MAX_ADDRESSES = 8;

  /** Bound on a text's length: it comes from a command line, a file or an API. */
  private static final int MAX_TEXT = 4_096;

  private static final int MAX_PORT = 65_535;

  private static final List<IpAddress> LOOPBACK =
      List.of(IpAddress.v4(0x7f00_0001), new IpAddress(0, 1));

  private final String text;
  private final List<IpAddress> addresses = new ArrayList<>();
  private final BitSet tcp = new BitSet();
  private final BitSet udp = new BitSet();

  private AutoFilter(String text) {
    this.text = text;
  }

  /**
   * Reads a filter; an empty text is the default one.
   *
   * @throws ForwardException when it is none
   */
  public static AutoFilter parse(String text) throws ForwardException {
    if (text.length() > MAX_TEXT) {
      throw new ForwardException(
          Kind.INVALID, "auto filter: it has more than " + MAX_TEXT + " characters");
    }
    AutoFilter filter = new AutoFilter(text);
    String[] terms = text.isEmpty() ? new String[0] : text.split(",", -1);
    boolean named = false;
    for (String term : terms) {
      named |= !term.startsWith("!") && !term.startsWith("@");
    }
    if (!named) {
      filter.add(FIRST_PORT, MAX_PORT, true, true, false);
    }
    for (String term : terms) {
      if (!term.startsWith("!")) {
        filter.take(term);
      }
    }
    for (String term : terms) {
      if (term.startsWith("!")) {
        filter.exclude(term);
      }
    }
    return filter;
  }

  /** Tells whether a port is forwarded. */
  public boolean accepts(boolean isUdp, int port) {
    return (isUdp ? udp : tcp).get(port);
  }

  /** Returns the lowest port that is forwarded, or −1 if none is. */
  int first(boolean isUdp) {
    return (isUdp ? udp : tcp).nextSetBit(0);
  }

  /** Returns the highest. */
  int last(boolean isUdp) {
    return (isUdp ? udp : tcp).length() - 1;
  }

  /** Returns the addresses of the host at which ports appear. */
  public List<IpAddress> addresses() {
    return addresses.isEmpty() ? LOOPBACK : List.copyOf(addresses);
  }

  /** Tells whether the host's addresses are the default ones, of which one may be missing. */
  boolean isLoopback() {
    return addresses.isEmpty();
  }

  /** Returns the text that it was made of. */
  @Override
  public String toString() {
    return text;
  }

  private void take(String term) throws ForwardException {
    if (term.startsWith("@")) {
      IpAddress address = AddressText.parse(term.substring(1));
      if (address == null || addresses.size() == MAX_ADDRESSES) {
        throw bad(term, address == null ? "an IP address is expected" : "too many addresses");
      }
      if (!addresses.contains(address)) {
        addresses.add(address);
      }
      return;
    }
    int[] range = range(term, ports(term));
    boolean isUdp = term.startsWith("udp:");
    boolean isTcp = term.startsWith("tcp:");
    add(range[0], range[1], !isUdp, !isTcp, isUdp);
  }

  private void exclude(String term) throws ForwardException {
    String rest = term.substring(1);
    int[] range = range(term, ports(rest));
    if (!rest.startsWith("udp:")) {
      tcp.clear(range[0], range[1] + 1);
    }
    if (!rest.startsWith("tcp:")) {
      udp.clear(range[0], range[1] + 1);
    }
  }

  private void add(int first, int last, boolean isTcp, boolean isUdp, boolean clientPorts) {
    if (isTcp) {
      tcp.set(first, last + 1);
    }
    if (isUdp && clientPorts) {
      udp.set(first, last + 1);
    } else if (isUdp) {
      setBetween(first, Math.min(last, FIRST_CLIENT_PORT - 1));
      setBetween(Math.max(first, LAST_CLIENT_PORT + 1), last);
    }
  }

  private void setBetween(int first, int last) {
    if (first <= last) {
      udp.set(first, last + 1);
    }
  }

  private static String ports(String term) {
    return term.startsWith("tcp:") || term.startsWith("udp:") ? term.substring(4) : term;
  }

  private static int[] range(String term, String ports) throws ForwardException {
    int dash = ports.indexOf('-');
    int first = port(dash < 0 ? ports : ports.substring(0, dash));
    int last = dash < 0 ? first : port(ports.substring(dash + 1));
    if (first < 0 || last < 0) {
      throw bad(term, "PORT or FIRST-LAST is expected, of 1 to 65535");
    }
    if (first > last) {
      throw bad(term, "the range ends before it begins");
    }
    return new int[] {first, last};
  }

  /** Returns the port, or −1. */
  private static int port(@Nullable String digits) {
    if (digits == null || digits.isEmpty() || digits.length() > 5) {
      return -1;
    }
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      port = 10 * port + digit;
    }
    return port >= 1 && port <= MAX_PORT ? port : -1;
  }

  private static ForwardException bad(String term, String why) {
    return new ForwardException(Kind.INVALID, "auto filter: \"" + term + "\": " + why);
  }
}
