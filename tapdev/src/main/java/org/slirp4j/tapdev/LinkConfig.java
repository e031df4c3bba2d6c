package org.slirp4j.tapdev;

import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/**
 * What a container's interface is given.
 *
 * @param mtuBytes the largest IP packet
 * @param macAddress its Ethernet address; null: the one that the kernel drew
 * @param ipv4 its IPv4 address; null: none
 */
public record LinkConfig(int mtuBytes, @Nullable MacAddress macAddress, @Nullable Ipv4 ipv4) {

  /**
   * An IPv4 address and the way out.
   *
   * @param address the interface's address
   * @param prefixLength bits of the network, 0 to 32
   * @param gateway the default route's next hop
   */
  public record Ipv4(Inet4Address address, int prefixLength, Inet4Address gateway) {
    /** Checks the prefix length. */
    public Ipv4 {
      if (prefixLength < 0 || prefixLength > 32) {
        throw new IllegalArgumentException("IPv4 prefix length " + prefixLength);
      }
    }

    byte[] netmask() {
      int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
      return new byte[] {(byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask};
    }
  }
}
