package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** The sending half of IPv4 (RFC 791). */
final class Ipv4Output extends FamilyOutput {
  // RFC 6864, 4.1: a packet that will not be fragmented needs no number.
  private static final int ATOMIC_ID = 0;
  private static final int ID_BITS = 16;

  Ipv4Output(StackConfig config, long idKey, Buffers buffers, FrameQueue queue, Counters counters) {
    super(
        config,
        new PacketIds(idKey, ID_BITS),
        Ipv4Packet.MIN_HEADER_BYTES,
        Ipv4Packet.MIN_HEADER_BYTES,
        buffers,
        queue,
        counters);
  }

  @Override
  void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int transportLength) {
    boolean atomic = header.dontFragment();
    int id = atomic ? ATOMIC_ID : ids.next();
    int flags = atomic ? Ipv4Packet.DONT_FRAGMENT : 0;
    write(memory, at, linkDestination, header, transportLength, id, flags);
  }

  @Override
  void writeFragment(
      MemorySegment memory,
      long linkDestination,
      PacketHeader header,
      int length,
      int offset,
      boolean more,
      int id) {
    int flagsAndOffset = (more ? Ipv4Packet.MORE_FRAGMENTS : 0) | offset / FRAGMENT_UNIT_BYTES;
    write(memory, 0, linkDestination, header, length, id, flagsAndOffset);
  }

  private void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int length,
      int id,
      int flagsAndOffset) {
    new EthernetFrame(memory, at).write(linkDestination, mac, EthernetFrame.IPV4);
    new Ipv4Packet(memory, at + EthernetFrame.HEADER_BYTES)
        .write(
            header.tos(),
            Ipv4Packet.MIN_HEADER_BYTES + length,
            id,
            flagsAndOffset,
            header.hopLimit(),
            header.protocol(),
            (int) header.srcLow(),
            (int) header.dstLow());
  }
}
