package org.slirp4j.tcpip;

/**
 * What of an IP header goes with a datagram from one end to the other, whichever the family: the
 * hops that it has left, its traffic class, and whether it may be cut on the way.
 *
 * <p>An object is filled in anew for datagram after datagram: who is handed one reads it within the
 * call and keeps no reference.
 */
public final class IpMarks {
  /** Hops that a datagram may take if nobody says otherwise (RFC 1700's recommendation). */
  public static final int HOP_LIMIT = 64;

  private int hopLimit = HOP_LIMIT;
  private int tos;
  private boolean dontFragment = true;

  /** Fills it in. */
  public IpMarks set(int hopLimit, int tos, boolean dontFragment) {
    this.hopLimit = hopLimit;
    this.tos = tos;
    this.dontFragment = dontFragment;
    return this;
  }

  /** Returns how many hops are left, 0 to 255, this one included. */
  public int hopLimit() {
    return hopLimit;
  }

  /** Returns the type of service or traffic class: DiffServ code point and ECN bits, 0 to 255. */
  public int tos() {
    return tos;
  }

  /**
   * Tells that routers must not fragment it: DF in IPv4; in IPv6 that it did not come in fragments,
   * since routers never make any.
   */
  public boolean dontFragment() {
    return dontFragment;
  }
}
