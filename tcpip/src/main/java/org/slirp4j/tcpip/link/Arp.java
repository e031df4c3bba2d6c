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

/** ARP (RFC 826): tells where the stack's own IPv4 addresses are and asks for the container's. */
public final class Arp implements Solicitor {
  private static final int FRAME_BYTES = EthernetFrame.HEADER_BYTES + ArpPacket.BYTES;

  private static final long NOBODY = 0;

  private final StackConfig config;
  private final OnLink onLink;
  private final Buffers buffers;
  private final Neighbours neighbours;
  private final FrameQueue queue;
  private final Counters counters;

  /** Makes the speaker of ARP for the addresses in {@code config}. */
  public Arp(
      StackConfig config,
      Buffers buffers,
      Neighbours neighbours,
      FrameQueue queue,
      Counters counters) {
    this.config = config;
    this.onLink = new OnLink(config);
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
    boolean asked = packet.operation() == ArpPacket.REQUEST && onLink.isOwn(packet.target());
    // RFC 5227, 2.1.1: a probe says zero, because the address is not the sender's yet.
    if (sender != 0 && (asked || isExpected(sender))) {
      neighbours.learn(0, IpAddress.v4Low(sender), senderMac);
    }
    if (asked) {
      send(ArpPacket.REPLY, packet.target(), senderMac, senderMac, sender);
    }
  }

  @Override
  public void solicit(long high, long low) {
    send(ArpPacket.REQUEST, config.gateway().v4Bits(), EthernetFrame.BROADCAST, NOBODY, (int) low);
  }

  // Who is neither of the network nor known is heard of only when it is about to speak with us.
  private boolean isExpected(int sender) {
    return onLink.isNeighbour(sender)
        || neighbours.find(0, IpAddress.v4Low(sender)) != Neighbours.UNKNOWN;
  }

  // A sender must be one station and one host, and not us.
  private boolean isUsable(ArpPacket packet) {
    long mac = packet.senderMac();
    int sender = packet.sender();
    return mac != 0
        && !EthernetFrame.isGroup(mac)
        && mac != config.mac()
        && (sender == 0 || Ipv4Packet.isHost(sender))
        && !onLink.isOwn(sender);
  }

  private void send(int operation, int own, long linkDestination, long targetMac, int target) {
    Buffer buffer = buffers.small().take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    MemorySegment memory = buffer.memory();
    new EthernetFrame(memory, 0).write(linkDestination, config.mac(), EthernetFrame.ARP);
    new ArpPacket(memory, EthernetFrame.HEADER_BYTES)
        .write(operation, config.mac(), own, targetMac, target);
    queue.add(buffer, 0, FRAME_BYTES, 0, 0);
  }
}
