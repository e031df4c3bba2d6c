package org.slirp4j.tcpip.dhcp;

import java.util.Arrays;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** The IPv4 network as DHCP tells it, and its addresses that are given out. */
final class Dhcp4Pool {
  private static final int ALL_BITS = 32;
  private static final int POINT_TO_POINT_BITS = 31; // RFC 3021, 2.1

  private final int mask;
  private final int network;
  private final int broadcast;
  private final int[] addresses; // ascending

  Dhcp4Pool(StackConfig config, DhcpConfig dhcp) {
    int bits = config.prefixBits();
    mask = bits == 0 ? 0 : -1 << (ALL_BITS - bits);
    network = config.gateway().v4Bits() & mask;
    broadcast = network | ~mask;
    int first = dhcp.first().v4Bits();
    int last = dhcp.last().v4Bits();
    int[] found = new int[LeaseTable.MAX_ADDRESSES];
    int count = 0;
    for (int address = first; address - last <= 0 && count < found.length; address++) {
      boolean own = address == config.gateway().v4Bits() || address == config.dns().v4Bits();
      boolean everybody =
          bits < POINT_TO_POINT_BITS && (address == network || address == broadcast);
      if (!own && !everybody && isOnLink(address) && Ipv4Packet.isHost(address)) {
        found[count++] = address;
      }
    }
    addresses = Arrays.copyOf(found, count);
  }

  /** Returns how many addresses are given out. */
  int size() {
    return addresses.length;
  }

  /** Returns one of them. */
  int address(int index) {
    return addresses[index];
  }

  /** Returns which of them an address is, or {@link LeaseTable#NONE}. */
  int indexOf(int address) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] == address) {
        return i;
      }
    }
    return LeaseTable.NONE;
  }

  /** Tells whether an address belongs to the network. */
  boolean isOnLink(int address) {
    return (address & mask) == network;
  }

  /** Returns the network's mask. */
  int mask() {
    return mask;
  }

  /** Returns the address of everybody in the network. */
  int broadcast() {
    return broadcast;
  }
}
