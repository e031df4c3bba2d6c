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
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** The sending half of IPv4 (RFC 791): headers in front, and fragments of what is too long. */
final class Ipv4Output {
  /** What stands in front of a transport header. */
  static final int HEADERS_BYTES = EthernetFrame.HEADER_BYTES + Ipv4Packet.MIN_HEADER_BYTES;

  // RFC 6864, 4.1: a packet that will not be fragmented needs no number.
  private static final int ATOMIC_ID = 0;
  private static final int ID_BITS = 16;

  private final long mac;
  private final int mtu;
  private final Buffers buffers;
  private final FrameQueue queue;
  private final Counters counters;
  private final PacketIds ids;

  Ipv4Output(StackConfig config, long idKey, Buffers buffers, FrameQueue queue, Counters counters) {
    this.mac = config.mac();
    this.mtu = config.mtu();
    this.buffers = buffers;
    this.queue = queue;
    this.counters = counters;
    this.ids = new PacketIds(idKey, ID_BITS);
  }

  /** Writes Ethernet and IPv4 header at {@code at}. */
  void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int transportLength) {
    boolean atomic = header.dontFragment();
    new EthernetFrame(memory, at).write(linkDestination, mac, EthernetFrame.IPV4);
    new Ipv4Packet(memory, at + EthernetFrame.HEADER_BYTES)
        .write(
            header.tos(),
            Ipv4Packet.MIN_HEADER_BYTES + transportLength,
            atomic ? ATOMIC_ID : ids.next(),
            atomic ? Ipv4Packet.DONT_FRAGMENT : 0,
            header.hopLimit(),
            header.protocol(),
            (int) header.srcLow(),
            (int) header.dstLow());
  }

  /** Tells whether a packet has to go out in fragments. */
  boolean isTooLong(int transportLength) {
    return Ipv4Packet.MIN_HEADER_BYTES + transportLength > mtu;
  }

  /** Queues the fragments of a packet whose transport checksum is complete. */
  void sendFragments(Buffer buffer, int at, int length, long linkDestination, PacketHeader header) {
    int step = mtu - Ipv4Packet.MIN_HEADER_BYTES & -Ipv4Packet.FRAGMENT_UNIT_BYTES;
    int fragments = (length + step - 1) / step;
    BufferPool pool =
        HEADERS_BYTES + step <= Buffers.SMALL_BYTES ? buffers.small() : buffers.large();
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
      int more = offset + piece < length ? Ipv4Packet.MORE_FRAGMENTS : 0;
      new EthernetFrame(memory, 0).write(linkDestination, mac, EthernetFrame.IPV4);
      new Ipv4Packet(memory, EthernetFrame.HEADER_BYTES)
          .write(
              header.tos(),
              Ipv4Packet.MIN_HEADER_BYTES + piece,
              id,
              more | offset / Ipv4Packet.FRAGMENT_UNIT_BYTES,
              header.hopLimit(),
              header.protocol(),
              (int) header.srcLow(),
              (int) header.dstLow());
      MemorySegment.copy(buffer.memory(), at + offset, memory, HEADERS_BYTES, piece);
      queue.add(fragment, 0, HEADERS_BYTES + piece, 0, 0);
    }
  }
}
