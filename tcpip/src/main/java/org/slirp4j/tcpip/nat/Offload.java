package org.slirp4j.tcpip.nat;

import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.TcpSegment;
import org.slirp4j.tcpip.wire.UdpDatagram;

/**
 * What a sender has left to the devices on a packet's way: to complete a checksum, to cut a
 * super-segment. Its word alone is no good: a container can send any frame with any such order, and
 * what it says has to fit what the packet is.
 *
 * <p>One for each sender, used for one packet after another.
 */
public final class Offload {
  private boolean partial;
  private int start;
  private int offset;
  private Segmentation segmentation = Segmentation.NONE;
  private int headerBytes;

  /** Says that nothing is left. */
  public void nothing() {
    partial = false;
    start = 0;
    offset = 0;
    segmentation = Segmentation.NONE;
  }

  /**
   * Says that a checksum is left.
   *
   * @param start where what it covers begins, from the IP header's first byte
   * @param offset its field's, from there
   * @param kind how the packet is to be cut, too
   */
  public void checksum(int start, int offset, Segmentation kind) {
    partial = true;
    this.start = start;
    this.offset = offset;
    this.segmentation = kind;
  }

  /** Returns the bytes of IP and transport headers; of a super-segment that was translated. */
  public int headerBytes() {
    return headerBytes;
  }

  /** Tells whether the packet is complete. */
  public boolean isNothing() {
    return !partial;
  }

  /** Tells whether the checksum of the outermost transport header is left. */
  boolean isOwnSum(int transportAt, int protocol) {
    return partial && start == transportAt && offset == sumOffset(protocol);
  }

  /**
   * Tells whether this can be left of a packet that is no fragment.
   *
   * @param superTcp how super-segments of TCP are cut in this family
   * @param transportAt offset of the outermost transport header in the packet
   * @param headerEnd offset behind it
   * @param end offset behind the packet
   */
  boolean fits(Segmentation superTcp, int protocol, int transportAt, int headerEnd, int end) {
    headerBytes = headerEnd;
    if (segmentation == Segmentation.NONE) {
      return !partial || isOwnSum(transportAt, protocol) || isInner(protocol, headerEnd, end);
    }
    Segmentation right =
        switch (protocol) {
          case Protocols.TCP -> superTcp;
          case Protocols.UDP -> Segmentation.UDP;
          default -> Segmentation.NONE;
        };
    return segmentation == right && isOwnSum(transportAt, protocol);
  }

  /** Tells whether the sum is one of a packet in this one: of a tunnel, whose own is complete. */
  private boolean isInner(int protocol, int headerEnd, int end) {
    return protocol != Protocols.TCP && start >= headerEnd && start + offset + Short.BYTES <= end;
  }

  private static int sumOffset(int protocol) {
    return switch (protocol) {
      case Protocols.TCP -> TcpSegment.CHECKSUM_OFFSET;
      case Protocols.UDP -> UdpDatagram.CHECKSUM_OFFSET;
      default -> -1;
    };
  }
}
