package org.slirp4j.runtime.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/** The source address of outbound IPv6 sockets, given as an address or by an interface. */
final class OutboundAddress6 {
  private static final String EXPECTED =
      "outbound-addr6 has to be valid ipv6 address or interface name.";

  /**
   * The addresses of all interfaces with what Java does not tell of them. Fields: address, index,
   * prefix length, scope, flags (all hexadecimal), name.
   */
  private static final Path ADDRESSES = Path.of("/proc/net/if_inet6");

  private static final int HEX_DIGITS = 32;

  // IFA_F_DADFAILED, IFA_F_DEPRECATED, IFA_F_TENTATIVE: <linux/if_addr.h>
  private static final int NOT_TO_BE_USED = 0x08 | 0x20 | 0x40;

  /** IFA_F_TEMPORARY: given up after a day, connections with it. */
  private static final int TEMPORARY = 0x01;

  private static final int GLOBAL_SCOPE = 0;

  private OutboundAddress6() {}

  /**
   * Returns the address; null for {@code ::}, which leaves the choice to the kernel.
   *
   * @throws UsageException when {@code text} is no IPv6 address that a host can have, and no
   *     interface has its name and a global unicast address
   */
  static @Nullable IpAddress parse(String text) throws UsageException {
    IpAddress address = Ipv6.parse(text);
    if (address != null && address.equals(0, 0)) {
      return null;
    }
    if (address != null) {
      return checked(address, text);
    }
    if (text.indexOf(':') >= 0) {
      throw new UsageException(EXPECTED + " \"" + text + "\" is no such address");
    }
    try {
      if (text.isEmpty() || NetworkInterface.getByName(text) == null) {
        throw new UsageException(EXPECTED + " No interface is called \"" + text + "\"");
      }
      IpAddress found = best(Files.readAllLines(ADDRESSES, StandardCharsets.UTF_8), text);
      if (found == null) {
        throw new UsageException(EXPECTED + " " + text + " has no global unicast IPv6 address");
      }
      return found;
    } catch (SocketException e) {
      throw new UsageException(EXPECTED + " " + text + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(EXPECTED + " This host has no IPv6: open " + ADDRESSES + " failed");
    }
  }

  private static IpAddress checked(IpAddress address, String text) throws UsageException {
    int first = (int) (address.high() >>> 48);
    if (first >= 0xff00) {
      throw new UsageException(EXPECTED + " " + text + " is a multicast address");
    }
    if ((first & 0xffc0) == 0xfe80) {
      throw new UsageException(EXPECTED + " " + text + " is link-local: it reaches no other net");
    }
    return address;
  }

  /**
   * Returns the interface's address to send from, or null if it has none: global unicast before
   * unique local (RFC 4193), lasting before temporary (RFC 8981).
   *
   * @param lines of {@link #ADDRESSES}
   */
  static @Nullable IpAddress best(List<String> lines, String device) {
    IpAddress best = null;
    int bestRank = Integer.MAX_VALUE;
    for (String line : lines) {
      Line read = Line.of(line);
      if (read != null && read.device.equals(device) && read.rank() < bestRank) {
        best = read.address;
        bestRank = read.rank();
      }
    }
    return best;
  }

  /** One address of an interface. */
  private record Line(IpAddress address, int scope, int flags, String device) {
    static @Nullable Line of(String line) {
      int scope = field(line, 3);
      int flags = field(line, 4);
      if (line.length() < HEX_DIGITS || scope < 0 || flags < 0) {
        return null;
      }
      IpAddress address =
          new IpAddress(
              Long.parseUnsignedLong(line, 0, HEX_DIGITS / 2, 16),
              Long.parseUnsignedLong(line, HEX_DIGITS / 2, HEX_DIGITS, 16));
      return new Line(address, scope, flags, line.substring(line.lastIndexOf(' ') + 1));
    }

    /** Returns a field's number, or −1 if there is no such field. */
    private static int field(String line, int index) {
      int begin = 0;
      for (int i = 0; i < index; i++) {
        begin = line.indexOf(' ', begin) + 1;
        if (begin == 0) {
          return -1;
        }
      }
      int end = line.indexOf(' ', begin);
      return end < 0 ? -1 : Integer.parseInt(line, begin, end, 16);
    }

    /** Returns the better, the smaller; {@code Integer.MAX_VALUE} for one not to be used. */
    int rank() {
      if (scope != GLOBAL_SCOPE || (flags & NOT_TO_BE_USED) != 0) {
        return Integer.MAX_VALUE;
      }
      boolean uniqueLocal = address.high() >>> 57 == 0xfc >>> 1;
      return (uniqueLocal ? 2 : 0) + ((flags & TEMPORARY) == 0 ? 0 : 1);
    }
  }
}
