package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.link.PacketSender;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** The sending half of the internet layer, for all that has a transport header. */
public final class IpOutput implements PacketSender {
  /** Hops that the stack's packets may take (RFC 1700's recommendation). */
  public static final int HOP_LIMIT = 64;

  private final boolean checksumOffload;
  private final boolean datagramOffload;
  private final Resolver resolver;
  private final FrameQueue queue;
  private final Counters counters;
  private final Ipv4Output v4;
  private final @Nullable Ipv6Output v6;

  /**
   * Makes the sending half of a stack, whose fragments are numbered by {@code idKey} and {@code
   * idKey6}.
   */
  public IpOutput(
      StackConfig config,
      long idKey,
      long idKey6,
      Buffers buffers,
      Resolver resolver,
      FrameQueue queue,
      Counters counters) {
    this.checksumOffload = config.offloads().checksum();
    this.datagramOffload = checksumOffload && config.offloads().udp();
    this.resolver = resolver;
    this.queue = queue;
    this.counters = counters;
    this.v4 = new Ipv4Output(config, idKey, buffers, queue, counters);
    this.v6 =
        config.ipv6() == null ? null : new Ipv6Output(config, idKey6, buffers, queue, counters);
  }

  /** Tells whether {@link #begin} can be called: whether a host's link address is known. */
  public boolean isKnown(long dstHigh, long dstLow) {
    return resolver.find(dstHigh, dstLow) != Neighbours.UNKNOWN && !Ipv6Packet.isGroup(dstHigh);
  }

  /**
   * Has an unknown link address asked for, of which the {@link
   * org.slirp4j.tcpip.link.ResolutionListener} will hear.
   *
   * @return false when the address cannot be reached
   */
  public boolean ask(long dstHigh, long dstLow) {
    return resolver.ask(dstHigh, dstLow);
  }

  /**
   * Writes link and IP header into a frame that is about to be emitted. The packet is not to be
   * fragmented; segmentation by the device is not fragmentation. The link address has to be known.
   *
   * @param transportLength of the transport header and the whole payload, at most 65,515 bytes
   * @return where in {@code frame.headers()} the transport header is to begin
   */
  public int begin(OutboundFrame frame, PacketHeader header, int transportLength) {
    FamilyOutput family = familyOf(header);
    long mac = resolver.find(header.dstHigh(), header.dstLow());
    family.write(frame.headers(), OutboundFrame.HEADROOM_BYTES, mac, header, transportLength);
    return OutboundFrame.HEADROOM_BYTES + family.headersBytes();
  }

  // There are no packets of IPv6 without it.
  private FamilyOutput familyOf(PacketHeader header) {
    return header.isV4() ? v4 : Objects.requireNonNull(v6);
  }

  /**
   * Queues a packet for the next emit, in fragments when it is longer than the MTU, and takes over
   * the caller's reference to its buffer. When the link address is not known yet, the packet waits
   * for that first.
   *
   * @param buffer holds the transport header and what follows, with room for the other headers
   *     before it
   * @param at offset of the transport header
   * @param length of transport header and payload in bytes
   * @param header what the IP header is to say
   * @param checksumOffset offset from {@code at} of a checksum field that holds the pseudo-header's
   *     folded sum and is yet to be completed, by the device if it can; 0 when all is complete
   */
  @Override
  public void send(Buffer buffer, int at, int length, PacketHeader header, int checksumOffset) {
    DropReason fault = faultOf(length, header);
    if (fault != null) {
      counters.drop(fault);
      buffer.release();
      return;
    }
    long mac = resolver.find(header.dstHigh(), header.dstLow());
    if (mac == Neighbours.UNKNOWN) {
      resolver.hold(buffer, at, length, header, checksumOffset);
      return;
    }
    sendTo(mac, buffer, at, length, header, checksumOffset);
  }

  /**
   * Queues a packet as {@link #send} does, for a link address that the sender knows: that of
   * everybody, or of somebody who does not answer for the destination yet. The families of source
   * and destination have to be one that there is.
   */
  public void sendTo(
      long mac, Buffer buffer, int at, int length, PacketHeader header, int checksumOffset) {
    FamilyOutput family = familyOf(header);
    boolean tooLong = family.isTooLong(length);
    boolean partial = checksumOffset != 0 && checksumOffload && !tooLong;
    if (checksumOffset != 0 && !partial) {
      complete(buffer.memory(), at, length, checksumOffset);
    }
    if (tooLong) {
      family.sendFragments(buffer, at, length, mac, header);
      buffer.release();
      return;
    }
    int headers = family.headersBytes();
    int start = at - headers;
    family.write(buffer.memory(), start, mac, header, length);
    queue.add(buffer, start, headers + length, partial ? headers : 0, partial ? checksumOffset : 0);
  }

  /**
   * Tells whether several datagrams to a destination may go to {@link #sendDatagrams} in one piece.
   *
   * @param transportLength of the longest with its UDP header
   */
  public boolean cutsDatagrams(PacketHeader header, int transportLength) {
    return mayCut(header, transportLength) && isKnown(header.dstHigh(), header.dstLow());
  }

  private boolean mayCut(PacketHeader header, int transportLength) {
    return datagramOffload
        && faultOf(transportLength, header) == null
        && !familyOf(header).isTooLong(transportLength);
  }

  /**
   * Queues UDP datagrams as {@link #send} does. Those of one flow that follow each other may leave
   * in one frame where the device cuts such.
   *
   * @param at offset of the UDP header
   * @param length of that and the payload in bytes
   * @param segmentBytes size of each datagram but the last when the payload is several, as {@link
   *     #cutsDatagrams} allows, else 0
   */
  public void sendDatagrams(
      Buffer buffer, int at, int length, int segmentBytes, PacketHeader header) {
    long mac = resolver.find(header.dstHigh(), header.dstLow());
    if (segmentBytes == 0 && (mac == Neighbours.UNKNOWN || !mayCut(header, length))) {
      send(buffer, at, length, header, UdpDatagram.CHECKSUM_OFFSET);
      return;
    }
    FamilyOutput family = familyOf(header);
    int headers = family.headersBytes();
    int start = at - headers;
    family.write(buffer.memory(), start, mac, header, length);
    queue.addDatagrams(
        buffer, start, headers + length, headers + UdpDatagram.HEADER_BYTES, segmentBytes);
  }

  private @Nullable DropReason faultOf(int length, PacketHeader header) {
    boolean isV4 = header.isV4();
    if (IpAddress.isV4(header.srcHigh(), header.srcLow()) != isV4 || (!isV4 && v6 == null)) {
      return DropReason.UNKNOWN_FAMILY;
    }
    int most =
        isV4 ? Ipv4Packet.MAX_BYTES - Ipv4Packet.MIN_HEADER_BYTES : Ipv6Packet.MAX_PAYLOAD_BYTES;
    return length > most ? DropReason.TOO_LONG : null;
  }

  private static void complete(MemorySegment memory, int at, int length, int checksumOffset) {
    int checksum = Checksum.finish(Checksum.sum(memory, at, length, 0));
    // RFC 768: 0 says that there is no checksum, and ones are another zero; TCP does not mind.
    NetworkOrder.put16(memory, at + checksumOffset, checksum == 0 ? 0xffff : checksum);
  }
}
