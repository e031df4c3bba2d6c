package org.slirp4j.tcpip;

/**
 * An IPv4 or IPv6 address as two 64-bit halves in network order.
 *
 * <p>An IPv4 address is held in its v4-mapped form ({@code ::ffff:a.b.c.d}, RFC 4291, 2.5.5.2), so
 * that tables and handlers have one shape for both families. The packet path passes the halves
 * themselves; objects of this class are made once per flow at the most.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record IpAddress(long high, long low) {
  private static final long V4_MAPPED_PREFIX = 0x0000_ffff_0000_0000L;

  /** Returns the address whose four bytes are the bits of {@code bits}, most significant first. */
  public static IpAddress v4(int bits) {
    return new IpAddress(0, v4Low(bits));
  }

  /** Returns the low half of the v4-mapped form of {@code bits}; its high half is zero. */
  public static long v4Low(int bits) {
    return V4_MAPPED_PREFIX | Integer.toUnsignedLong(bits);
  }

  /** Tells whether the two halves are an IPv4 address in v4-mapped form. */
  public static boolean isV4(long high, long low) {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_MAPPED_PREFIX;
  }

  /** Tells whether this is an IPv4 address. */
  public boolean isV4() {
    return isV4(high, low);
  }

  /** Returns the four bytes of an IPv4 address; meaningless for IPv6. */
  public int v4Bits() {
    return (int) low;
  }

  /** Tells whether this address has these halves. */
  public boolean equals(long otherHigh, long otherLow) {
    return high == otherHigh && low == otherLow;
  }

  /** Returns dotted-quad text for IPv4 and eight uncompressed groups for IPv6. */
  @Override
  public String toString() {
    if (isV4()) {
      int bits = v4Bits();
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255);
    }
    StringBuilder text = new StringBuilder(39);
    for (int group = 0; group < 8; group++) {
      long half = group < 4 ? high : low;
      text.append(group == 0 ? "" : ":");
      text.append(Long.toHexString(half >>> (48 - 16 * (group & 3)) & 0xffff));
    }
    return text.toString();
  }
}
