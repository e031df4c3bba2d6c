package org.slirp4j.tcpip.ndp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** The way out of all messages of neighbour discovery. */
final class DiscoverySender {
  /** RFC 4861, 4: proves to the receiver that no router passed the message on. */
  static final int HOP_LIMIT = 255;

  /** Where in its buffer a message begins. */
  static final int MESSAGE_AT = Buffers.HEADROOM_BYTES;

  private final BufferPool pool;
  private final IpOutput output;
  private final Counters counters;
  private final PacketHeader header = new PacketHeader(Protocols.ICMPV6, HOP_LIMIT);

  DiscoverySender(Buffers buffers, IpOutput output, Counters counters) {
    this.pool = buffers.small();
    this.output = output;
    this.counters = counters;
  }

  /** Returns a buffer for a message, or null when there is none. */
  @Nullable Buffer begin() {
    Buffer buffer = pool.take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
    }
    return buffer;
  }

  /** Sends a message that is written but for its first word. */
  void send(Buffer buffer, int length, int type, IpAddress source, long dstHigh, long dstLow) {
    header.from(source).to(dstHigh, dstLow);
    int word = NetworkOrder.get32(buffer.memory(), MESSAGE_AT + 4);
    new Icmpv6Message(buffer.memory(), MESSAGE_AT)
        .write(type, 0, word, length, header.pseudoSum(length));
    output.send(buffer, MESSAGE_AT, length, header, 0);
  }
}
