package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** The options of an IPv4 header (RFC 791, 3.1), of which the stack obeys none. */
public final class Ipv4Options {
  private static final int END = 0;
  private static final int NOP = 1;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  private Ipv4Options() {}

  /** Tells whether {@code memory[at, end)} has a source route, or cannot be read to its end. */
  public static boolean hasSourceRoute(MemorySegment memory, int at, int end) {
    int option = at;
    while (option < end) {
      int kind = NetworkOrder.get8(memory, option);
      if (kind == END) {
        return false;
      }
      if (kind == LOOSE_SOURCE_ROUTE || kind == STRICT_SOURCE_ROUTE) {
        return true;
      }
      if (kind == NOP) {
        option++;
        continue;
      }
      int length = option + 1 < end ? NetworkOrder.get8(memory, option + 1) : 0;
      if (length < 2) {
        return true; // what follows cannot be told, so a route may
      }
      option += length;
    }
    return false;
  }
}
