package org.slirp4j.runtime.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Enumeration;

/** The source address of outbound sockets, given as an address or by an interface that has it. */
final class OutboundAddress {
  private static final String EXPECTED =
      "outbound-addr has to be valid ipv4 address or interface name.";

  private OutboundAddress() {}

  /**
   * Returns the address's 32 bits, most significant byte first.
   *
   * @throws UsageException when {@code text} is no IPv4 address and no interface has its name and
   *     an IPv4 address
   */
  static int parse(String text) throws UsageException {
    long bits = Ipv4.parse(text);
    if (bits >= 0) {
      return (int) bits; // 0.0.0.0 leaves the choice to the kernel, as bind(2) does
    }
    try {
      NetworkInterface device = text.isEmpty() ? null : NetworkInterface.getByName(text);
      if (device == null) {
        throw new UsageException(EXPECTED + " No interface is called \"" + text + "\"");
      }
      return firstOf(device);
    } catch (SocketException e) {
      throw new UsageException(EXPECTED + " " + text + ": " + e.getMessage());
    }
  }

  private static int firstOf(NetworkInterface device) throws UsageException {
    Enumeration<InetAddress> addresses = device.getInetAddresses();
    while (addresses.hasMoreElements()) {
      if (addresses.nextElement() instanceof Inet4Address address) {
        byte[] bytes = address.getAddress();
        return bytes[0] << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | (bytes[3] & 255);
      }
    }
    throw new UsageException(EXPECTED + " " + device.getName() + " has no IPv4 address");
  }
}
