package org.slirp4j.tcpip.link;

import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.wire.Checksum;

/**
 * What the sender of a packet says in its IP header, whichever the family: everything but the
 * length. An object is filled in anew for packet after packet; who takes it to send a packet reads
 * it within the call and keeps no reference.
 */
public final class PacketHeader {
  private long srcHigh;
  private long srcLow;
  private long dstHigh;
  private long dstLow;
  private int protocol;
  private int hopLimit;
  private int tos;
  private boolean dontFragment = true;

  /**
   * Makes a header with addresses yet to come, of best-effort service, not to be fragmented on the
   * way.
   *
   * @param protocol number of the transport protocol
   * @param hopLimit hops that the packets may take
   */
  public PacketHeader(int protocol, int hopLimit) {
    this.protocol = protocol;
    this.hopLimit = hopLimit;
  }

  /** Names the source. */
  public PacketHeader from(long high, long low) {
    srcHigh = high;
    srcLow = low;
    return this;
  }

  /** Names the source. */
  public PacketHeader from(IpAddress source) {
    return from(source.high(), source.low());
  }

  /** Names the destination, whose family is the packet's. */
  public PacketHeader to(long high, long low) {
    dstHigh = high;
    dstLow = low;
    return this;
  }

  /** Names the destination, whose family is the packet's. */
  public PacketHeader to(IpAddress destination) {
    return to(destination.high(), destination.low());
  }

  /** Sets the number of the transport protocol. */
  public PacketHeader protocol(int number) {
    protocol = number;
    return this;
  }

  /** Sets how many hops the packets may take, 1 to 255. */
  public PacketHeader hopLimit(int hops) {
    hopLimit = hops;
    return this;
  }

  /** Sets the type of service or traffic class: DiffServ code point and ECN bits, 0 to 255. */
  public PacketHeader tos(int value) {
    tos = value;
    return this;
  }

  /**
   * Sets whether an IPv4 packet forbids routers to fragment it. The stack itself cuts what is
   * longer than the link's MTU all the same, as Linux does for sockets without path MTU discovery;
   * the fragments then forbid nothing.
   */
  public PacketHeader dontFragment(boolean value) {
    dontFragment = value;
    return this;
  }

  /** Makes this one say what another says. */
  void copy(PacketHeader other) {
    srcHigh = other.srcHigh;
    srcLow = other.srcLow;
    dstHigh = other.dstHigh;
    dstLow = other.dstLow;
    protocol = other.protocol;
    hopLimit = other.hopLimit;
    tos = other.tos;
    dontFragment = other.dontFragment;
  }

  /** Returns the first half of the source address. */
  public long srcHigh() {
    return srcHigh;
  }

  /** Returns the second half of the source address. */
  public long srcLow() {
    return srcLow;
  }

  /** Returns the first half of the destination address. */
  public long dstHigh() {
    return dstHigh;
  }

  /** Returns the second half of the destination address. */
  public long dstLow() {
    return dstLow;
  }

  /** Returns the number of the transport protocol. */
  public int protocol() {
    return protocol;
  }

  /** Returns how many hops the packets may take. */
  public int hopLimit() {
    return hopLimit;
  }

  /** Returns the type of service or traffic class. */
  public int tos() {
    return tos;
  }

  /** Tells whether an IPv4 packet forbids routers to fragment it. */
  public boolean dontFragment() {
    return dontFragment;
  }

  /** Tells the family: that of the destination. */
  public boolean isV4() {
    return IpAddress.isV4(dstHigh, dstLow);
  }

  /** Returns the sum of the pseudo-header of a transport header and payload of that length. */
  public long pseudoSum(int transportLength) {
    return Checksum.pseudo(srcHigh, srcLow, dstHigh, dstLow, protocol, transportLength);
  }
}
