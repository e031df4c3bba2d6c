package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * The internet checksum (RFC 1071): the complement of the ones'-complement sum of 16-bit words.
 *
 * <p>A <i>sum</i> here is any long that is congruent to that sum modulo 65,535 and zero only if all
 * words are; sums of parts that begin at even offsets may be passed on from call to call. {@link
 * #fold} makes 16 bits of it, {@link #finish} the checksum.
 */
public final class Checksum {
  private Checksum() {}

  /**
   * Adds the words of {@code memory[at, at + length)} to a sum; a last odd byte counts as if a zero
   * followed it.
   */
  public static long sum(MemorySegment memory, long at, int length, long sum) {
    long even = reduce(sum);
    long odd = 0;
    int done = 0;
    // Halves of 32 bits in longs: no carry is lost in 2^32 additions.
    for (; done <= length - 16; done += 16) {
      long first = NetworkOrder.get64(memory, at + done);
      long second = NetworkOrder.get64(memory, at + done + 8);
      even += (first >>> 32) + (second >>> 32);
      odd += (first & 0xffff_ffffL) + (second & 0xffff_ffffL);
    }
    for (; done <= length - 2; done += 2) {
      odd += NetworkOrder.get16(memory, at + done);
    }
    if (done < length) {
      odd += (long) NetworkOrder.get8(memory, at + done) << 8;
    }
    return reduce(reduce(even) + reduce(odd));
  }

  /** Returns what a sum becomes when the bytes that it is of begin at an odd offset. */
  public static long atOddOffset(long sum) {
    int folded = fold(sum);
    return (folded & 0xffL) << 8 | folded >>> 8;
  }

  /**
   * Returns the sum of the pseudo-header of TCP and UDP, over IPv4 (RFC 9293, 3.1) and over IPv6
   * (RFC 8200, 8.1): the 16 bits that a v4-mapped address has beyond its four bytes are all ones,
   * which is another zero.
   *
   * @param length of the transport header with its payload
   */
  public static long pseudo(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol, int length) {
    return reduce(srcHigh)
        + reduce(srcLow)
        + reduce(dstHigh)
        + reduce(dstLow)
        + Integer.toUnsignedLong(length)
        + protocol;
  }

  /** Returns the sum in 16 bits: what is written where a device is to complete the checksum. */
  public static int fold(long sum) {
    long folded = reduce(sum);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) ((folded >>> 16) + (folded & 0xffff));
  }

  /** Returns the checksum: the folded sum's complement. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /** Tells whether the sum of data with its checksum in place is that of intact data. */
  public static boolean isIntact(long sum) {
    return fold(sum) == 0xffff;
  }

  // 2^32 is 1 modulo 65,535, so the halves of a long may be added.
  static long reduce(long sum) {
    return (sum >>> 32) + (sum & 0xffff_ffffL);
  }
}
