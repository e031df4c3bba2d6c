package org.slirp4j.tcpip.ip;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.wire.Checksum;

/**
 * The packet that is being taken apart. One object per stack serves all packets in turn: the link
 * layer fills in the frame, the internet layer the rest, and transports read it. It is valid until
 * they return; so is its buffer for those who do not retain it.
 */
public final class InboundPacket {
  private @Nullable Buffer buffer;
  private long linkSource;
  private boolean linkGroup;
  private boolean checksumTrusted;
  private int segmentBytes;
  private boolean reassembled;
  private boolean dontFragment;

  private int ipAt;
  private int transportAt;
  private int transportLength;
  private long srcHigh;
  private long srcLow;
  private long dstHigh;
  private long dstLow;
  private int protocol;
  private int hopLimit;
  private int tos;

  /**
   * Begins a packet with what the link layer knows.
   *
   * @param buffer holds the frame
   * @param linkSource link address of the sender
   * @param linkGroup the frame was for more than one station
   * @param checksumTrusted the transport checksum is right, or was left to the device
   * @param segmentBytes transport payload of each packet but the last when the frame stands for
   *     several, else 0
   */
  public void frame(
      Buffer buffer,
      long linkSource,
      boolean linkGroup,
      boolean checksumTrusted,
      int segmentBytes) {
    this.buffer = buffer;
    this.linkSource = linkSource;
    this.linkGroup = linkGroup;
    this.checksumTrusted = checksumTrusted;
    this.segmentBytes = segmentBytes;
    this.reassembled = false;
    this.dontFragment = true; // no router fragments IPv6; IPv4 packets tell
  }

  /** Forgets the buffer. */
  public void clear() {
    buffer = null;
  }

  void header(int ipAt, int protocol, int hopLimit, int tos) {
    this.ipAt = ipAt;
    this.protocol = protocol;
    this.hopLimit = hopLimit;
    this.tos = tos;
  }

  void dontFragment(boolean value) {
    dontFragment = value;
  }

  void addresses(long srcHigh, long srcLow, long dstHigh, long dstLow) {
    this.srcHigh = srcHigh;
    this.srcLow = srcLow;
    this.dstHigh = dstHigh;
    this.dstLow = dstLow;
  }

  void transport(int at, int length) {
    transportAt = at;
    transportLength = length;
  }

  void reassembled(Buffer whole, int ipAt) {
    buffer = whole;
    this.ipAt = ipAt;
    checksumTrusted = false;
    segmentBytes = 0;
    reassembled = true;
    dontFragment = false;
  }

  /** Returns what holds the packet. */
  public Buffer buffer() {
    return Objects.requireNonNull(buffer);
  }

  /** Returns the sender's link address. */
  public long linkSource() {
    return linkSource;
  }

  /** Tells whether the frame was for more than one station. */
  public boolean isLinkGroup() {
    return linkGroup;
  }

  /** Tells that the transport checksum is right or was never computed, so is not to be verified. */
  public boolean isChecksumTrusted() {
    return checksumTrusted;
  }

  /**
   * Returns the transport payload of each packet but the last when this one stands for several (TCP
   * or UDP segmentation offload), else 0.
   */
  public int segmentBytes() {
    return segmentBytes;
  }

  /** Tells whether the packet came in fragments. */
  public boolean isReassembled() {
    return reassembled;
  }

  /** Tells whether routers must not fragment the packet: it has DF, or is a whole one of IPv6. */
  public boolean dontFragment() {
    return dontFragment;
  }

  /** Returns the offset of the IP header in the buffer. */
  public int ipAt() {
    return ipAt;
  }

  /** Returns the offset of the transport header in the buffer. */
  public int transportAt() {
    return transportAt;
  }

  /** Returns the length of transport header and payload in bytes. */
  public int transportLength() {
    return transportLength;
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

  /** Returns the sum of the pseudo-header of all that is behind the IP header. */
  public long pseudoSum() {
    return Checksum.pseudo(srcHigh, srcLow, dstHigh, dstLow, protocol, transportLength);
  }

  /** Returns the number of the transport protocol. */
  public int protocol() {
    return protocol;
  }

  /** Returns how many hops the packet had left when the container sent it. */
  public int hopLimit() {
    return hopLimit;
  }

  /** Returns the type of service, or traffic class. */
  public int tos() {
    return tos;
  }
}
