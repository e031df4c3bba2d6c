package org.slirp4j.tcpip.link;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.wire.ArpPacket;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** The answering half of ARP (RFC 826): tells the container where the stack's own addresses are. */
public final class Arp {
  private static final int FRAME_BYTES = EthernetFrame.HEADER_BYTES + ArpPacket.BYTES;

  private final StackConfig config;
  private final Buffers buffers;
  private final Neighbours neighbours;
  private final FrameQueue queue;
  private final Counters counters;

  /** Makes the answering half of ARP for the addresses in {@code config}. */
  public Arp(
      StackConfig config,
      Buffers buffers,
      Neighbours neighbours,
      FrameQueue queue,
      Counters counters) {
    this.config = config;
    this.buffers = buffers;
    this.neighbours = neighbours;
    this.queue = queue;
    this.counters = counters;
  }

  /** Takes an ARP packet of {@code length} bytes at most, trailing bytes included. */
  public void onPacket(MemorySegment memory, int at, int length) {
    ArpPacket packet = new ArpPacket(memory, at);
    if (!packet.check(length) || !isUsable(packet)) {
      counters.drop(DropReason.BAD_ARP);
      return;
    }
    int sender = packet.sender();
    long senderMac = packet.senderMac();
    if (sender != 0) {
      // RFC 5227, 2.1.1: a probe says zero, because the address is not the sender's yet.
      neighbours.learn(0, IpAddress.v4Low(sender), senderMac);
    }
    if (packet.operation() == ArpPacket.REQUEST && isOwn(packet.target())) {
      reply(packet.target(), senderMac, sender);
    }
  }

  // A sender must be one station and one host, and not us.
  private boolean isUsable(ArpPacket packet) {
    long mac = packet.senderMac();
    int sender = packet.sender();
    return mac != 0
        && !EthernetFrame.isGroup(mac)
        && mac != config.mac()
        && (sender == 0 || Ipv4Packet.isHost(sender))
        && !isOwn(sender);
  }

  private boolean isOwn(int address) {
    return address == config.gateway().v4Bits() || address == config.dns().v4Bits();
  }

  private void reply(int address, long askerMac, int asker) {
    Buffer buffer = buffers.small().take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    MemorySegment memory = buffer.memory();
    new EthernetFrame(memory, 0).write(askerMac, config.mac(), EthernetFrame.ARP);
    new ArpPacket(memory, EthernetFrame.HEADER_BYTES)
        .write(ArpPacket.REPLY, config.mac(), address, askerMac, asker);
    queue.add(buffer, 0, FRAME_BYTES, 0, 0);
  }
}
