package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * The change of a checksum by that of the words it covers (RFC 1624, 3): a sum of old words'
 * complements and of new words.
 */
final class ChecksumChange {
  private ChecksumChange() {}

  /** Returns the change that a new 32-bit word makes. */
  static long of(int before, int after) {
    int old = ~before;
    return (old >>> 16) + (old & 0xffffL) + (after >>> 16) + (after & 0xffffL);
  }

  /** Returns the change that a new 64-bit word makes. */
  static long of(long before, long after) {
    return of((int) (before >>> 32), (int) (after >>> 32)) + of((int) before, (int) after);
  }

  /** Applies a change to a complete checksum, the complement of a sum. */
  static void apply(MemorySegment memory, long at, long change) {
    long sum = (~NetworkOrder.get16(memory, at) & 0xffff) + change;
    NetworkOrder.put16(memory, at, ~fold(sum) & 0xffff);
  }

  /**
   * Applies a change to what stands in place of a checksum that a device is to complete: the sum of
   * the pseudo-header, not its complement.
   */
  static void applyPartial(MemorySegment memory, long at, long change) {
    NetworkOrder.put16(memory, at, fold(NetworkOrder.get16(memory, at) + change));
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
