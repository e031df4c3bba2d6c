package org.slirp4j.tcpip.testing;

import java.nio.ByteBuffer;
import org.slirp4j.tcpip.IpAddress;

/** The internet checksum, written as plainly as RFC 1071 states it. */
public final class Rfc1071 {
  private Rfc1071() {}

  /**
   * Returns the ones'-complement sum of {@code from..to} as 16-bit words, added to {@code start}.
   */
  public static int sum(byte[] bytes, int from, int to, int start) {
    int sum = start;
    for (int i = from; i < to; i++) {
      sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  /** Returns the sum of the pseudo-header of TCP or UDP over IPv4 (RFC 9293, 3.1). */
  public static int pseudo(int source, int destination, int protocol, int length) {
    int sum = (source >>> 16) + (source & 0xffff);
    sum += (destination >>> 16) + (destination & 0xffff);
    sum += protocol + length;
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  /** Returns the sum of the pseudo-header of all transports over IPv6 (RFC 8200, 8.1). */
  public static int pseudo(IpAddress source, IpAddress destination, int protocol, int length) {
    byte[] header =
        ByteBuffer.allocate(40)
            .putLong(source.high())
            .putLong(source.low())
            .putLong(destination.high())
            .putLong(destination.low())
            .putInt(length)
            .putInt(protocol)
            .array();
    return sum(header, 0, header.length, 0);
  }
}
