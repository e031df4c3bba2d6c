package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Fragment;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/** The sending half of IPv6 (RFC 8200): headers in front, and fragments of what is too long. */
final class Ipv6Output {
  /** What stands in front of a transport header. */
  static final int HEADERS_BYTES = EthernetFrame.HEADER_BYTES + Ipv6Packet.HEADER_BYTES;

  private static final int FRAGMENT_HEADERS_BYTES = HEADERS_BYTES + Ipv6Fragment.BYTES;
  private static final int ID_BITS = 32;

  private final long mac;
  private final int mtu;
  private final Buffers buffers;
  private final FrameQueue queue;
  private final Counters counters;
  private final PacketIds ids;

  Ipv6Output(StackConfig config, long idKey, Buffers buffers, FrameQueue queue, Counters counters) {
    this.mac = config.mac();
    this.mtu = config.mtu();
    this.buffers = buffers;
    this.queue = queue;
    this.counters = counters;
    this.ids = new PacketIds(idKey, ID_BITS);
  }

  /** Writes Ethernet and IPv6 header at {@code at}. */
  void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int payloadLength,
      int nextHeader) {
    new EthernetFrame(memory, at).write(linkDestination, mac, EthernetFrame.IPV6);
    new Ipv6Packet(memory, at + EthernetFrame.HEADER_BYTES)
        .write(
            header.tos(),
            payloadLength,
            nextHeader,
            header.hopLimit(),
            header.srcHigh(),
            header.srcLow(),
            header.dstHigh(),
            header.dstLow());
  }

  /** Tells whether a packet has to go out in fragments. */
  boolean isTooLong(int transportLength) {
    return Ipv6Packet.HEADER_BYTES + transportLength > mtu;
  }

  /** Queues the fragments of a packet whose transport checksum is complete (RFC 8200, 4.5). */
  void sendFragments(Buffer buffer, int at, int length, long linkDestination, PacketHeader header) {
    int step = mtu - Ipv6Packet.HEADER_BYTES - Ipv6Fragment.BYTES & -Ipv6Fragment.UNIT_BYTES;
    int fragments = (length + step - 1) / step;
    BufferPool pool =
        FRAGMENT_HEADERS_BYTES + step <= Buffers.SMALL_BYTES ? buffers.small() : buffers.large();
    // All or nothing: a packet with a hole is only work for the container.
    if (queue.room() < fragments) {
      counters.drop(DropReason.QUEUE_FULL);
      return;
    }
    if (pool.available() < fragments) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    int id = ids.next();
    for (int offset = 0; offset < length; offset += step) {
      Buffer fragment = pool.take();
      if (fragment == null) {
        return;
      }
      int piece = Math.min(step, length - offset);
      MemorySegment memory = fragment.memory();
      int payload = Ipv6Fragment.BYTES + piece;
      write(memory, 0, linkDestination, header, payload, Ipv6Chain.FRAGMENT);
      new Ipv6Fragment(memory, HEADERS_BYTES)
          .write(header.protocol(), offset, offset + piece < length, id);
      MemorySegment.copy(buffer.memory(), at + offset, memory, FRAGMENT_HEADERS_BYTES, piece);
      queue.add(fragment, 0, FRAGMENT_HEADERS_BYTES + piece, 0, 0);
    }
  }
}
