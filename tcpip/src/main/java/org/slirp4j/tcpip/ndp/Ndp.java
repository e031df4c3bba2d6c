package org.slirp4j.tcpip.ndp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.icmp.NeighbourDiscovery;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.link.Solicitor;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.DiscoveryOption;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NeighbourMessage;
import org.slirp4j.tcpip.wire.RouterMessage;

/** Neighbour discovery: takes the container's messages, answers them and asks for addresses. */
public final class Ndp implements NeighbourDiscovery, Solicitor {
  private static final long LINK_GROUP_HIGH = 0xff02L << 48; // ff02::, RFC 4291, 2.7.1
  private static final long ALL_NODES_LOW = 1;

  private final long mac;
  private final Ipv6Config config;
  private final Ipv6Addresses own;
  private final Neighbours neighbours;
  private final Resolver resolver;
  private final Counters counters;
  private final DiscoverySender sender;
  private final DiscoverySender questions; // asked while the other may be sending
  private final RouterAdvertiser router;

  /**
   * Makes the stack's part in neighbour discovery.
   *
   * @param config6 the addresses of {@code config} that matter here
   * @param jitterKey foretells when unasked advertisements are sent
   */
  public Ndp(
      StackConfig config,
      Ipv6Config config6,
      long jitterKey,
      Buffers buffers,
      DeadlineWheel wheel,
      Neighbours neighbours,
      Resolver resolver,
      IpOutput output,
      Counters counters,
      Uplink uplink) {
    this.mac = config.mac();
    this.config = config6;
    this.own = new Ipv6Addresses(config6);
    this.neighbours = neighbours;
    this.resolver = resolver;
    this.counters = counters;
    this.sender = new DiscoverySender(buffers, output, counters);
    this.router = new RouterAdvertiser(config, config6, jitterKey, wheel, sender, uplink);
    this.questions = new DiscoverySender(buffers, output, counters);
  }

  @Override
  public void onMessage(InboundPacket packet, long now) {
    if (!isOfTheLink(packet)) {
      counters.drop(DropReason.BAD_DISCOVERY);
      return;
    }
    switch (new Icmpv6Message(packet.buffer().memory(), packet.transportAt()).type()) {
      case RouterMessage.SOLICITATION -> onRouterSolicitation(packet, now);
      case NeighbourMessage.SOLICITATION -> onNeighbourSolicitation(packet);
      case NeighbourMessage.ADVERTISEMENT -> onNeighbourAdvertisement(packet);
      // A router in the container is none of the stack's (RFC 4861, 6.2.7 only wants it logged).
      default -> counters.drop(DropReason.UNUSED_ICMP);
    }
  }

  // RFC 4861, 6.1 and 7.1: no router has passed it on; RFC 6980, 5: it is no fragment, and has no
  // other extension header (deviation: those would be allowed, but nobody sends them).
  private static boolean isOfTheLink(InboundPacket packet) {
    MemorySegment memory = packet.buffer().memory();
    return packet.hopLimit() == DiscoverySender.HOP_LIMIT
        && new Icmpv6Message(memory, packet.transportAt()).code() == 0
        && packet.transportAt() - packet.ipAt() == Ipv6Packet.HEADER_BYTES
        && !packet.isReassembled();
  }

  // RFC 4861, 6.1.1 and 6.2.6
  private void onRouterSolicitation(InboundPacket packet, long now) {
    RouterMessage message = new RouterMessage(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    if (!message.checkSolicitation(length)) {
      counters.drop(DropReason.BAD_DISCOVERY);
      return;
    }
    long link =
        DiscoveryOption.linkAddress(
            message.memory(),
            message.at() + RouterMessage.SOLICITATION_BYTES,
            length - RouterMessage.SOLICITATION_BYTES,
            DiscoveryOption.SOURCE_LINK_ADDRESS);
    if (!isFromUnspecified(packet)) {
      learn(packet.srcHigh(), packet.srcLow(), link);
      router.advertiseTo(packet.srcHigh(), packet.srcLow(), now);
    } else if (link == DiscoveryOption.NONE) {
      router.advertise(now);
    } else {
      counters.drop(DropReason.BAD_DISCOVERY);
    }
  }

  // RFC 4861, 7.1.1 and 7.2.3
  private void onNeighbourSolicitation(InboundPacket packet) {
    NeighbourMessage message = new NeighbourMessage(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    if (!message.check(length) || Ipv6Packet.isGroup(message.targetHigh())) {
      counters.drop(DropReason.BAD_DISCOVERY);
      return;
    }
    long link = linkAddress(message, length, DiscoveryOption.SOURCE_LINK_ADDRESS);
    boolean probe = isFromUnspecified(packet);
    if (probe && (link != DiscoveryOption.NONE || !isToSolicitedNode(packet))) {
      counters.drop(DropReason.BAD_DISCOVERY);
      return;
    }
    long high = message.targetHigh();
    long low = message.targetLow();
    if (!own.has(high, low)) {
      return; // RFC 4862, 5.4: what the container is about to take is not the stack's to defend
    }
    if (probe) {
      advertise(high, low, 0, LINK_GROUP_HIGH, ALL_NODES_LOW); // RFC 4861, 7.2.4
    } else {
      learn(packet.srcHigh(), packet.srcLow(), link);
      advertise(high, low, NeighbourMessage.SOLICITED, packet.srcHigh(), packet.srcLow());
    }
  }

  // RFC 4861, 7.1.2 and 7.2.5
  private void onNeighbourAdvertisement(InboundPacket packet) {
    NeighbourMessage message = new NeighbourMessage(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    long high = message.targetHigh();
    long low = message.targetLow();
    boolean good =
        message.check(length)
            && !Ipv6Packet.isGroup(high)
            && !(Ipv6Packet.isGroup(packet.dstHigh()) && message.has(NeighbourMessage.SOLICITED))
            && !isFromUnspecified(packet)
            && !own.has(high, low);
    if (!good) {
      counters.drop(DropReason.BAD_DISCOVERY);
      return;
    }
    long link = linkAddress(message, length, DiscoveryOption.TARGET_LINK_ADDRESS);
    boolean known = neighbours.find(high, low) != Neighbours.UNKNOWN;
    boolean wanted = known ? message.has(NeighbourMessage.OVERRIDE) : resolver.isAsking(high, low);
    if (wanted) {
      learn(high, low, link);
    }
  }

  @Override
  public void solicit(long high, long low) {
    Buffer buffer = questions.begin();
    if (buffer == null) {
      return;
    }
    int length =
        new NeighbourMessage(buffer.memory(), DiscoverySender.MESSAGE_AT)
            .write(0, high, low, DiscoveryOption.SOURCE_LINK_ADDRESS, mac);
    // RFC 4861, 7.2.2: any of the stack's own will do; one of the same scope is sure to be
    // answered.
    IpAddress source = Ipv6Packet.isLinkLocal(high) ? config.router() : config.gateway();
    questions.send(
        buffer,
        length,
        NeighbourMessage.SOLICITATION,
        source,
        LINK_GROUP_HIGH,
        Ipv6Packet.solicitedNodeLow(low));
  }

  private void advertise(long high, long low, int flag, long toHigh, long toLow) {
    Buffer buffer = sender.begin();
    if (buffer == null) {
      return;
    }
    int flags = NeighbourMessage.ROUTER | NeighbourMessage.OVERRIDE | flag;
    int length =
        new NeighbourMessage(buffer.memory(), DiscoverySender.MESSAGE_AT)
            .write(flags, high, low, DiscoveryOption.TARGET_LINK_ADDRESS, mac);
    IpAddress target = own.answering(high, low, high);
    sender.send(buffer, length, NeighbourMessage.ADVERTISEMENT, target, toHigh, toLow);
  }

  private void learn(long high, long low, long link) {
    if (link != mac) {
      neighbours.learn(high, low, link); // nobody's and groups' teach nothing
    }
  }

  private static long linkAddress(NeighbourMessage message, int length, int type) {
    return DiscoveryOption.linkAddress(
        message.memory(),
        message.at() + NeighbourMessage.BYTES,
        length - NeighbourMessage.BYTES,
        type);
  }

  // The only group with that prefix that the stack is in is the target's (RFC 4291, 2.7.1).
  private static boolean isToSolicitedNode(InboundPacket packet) {
    return packet.dstHigh() == LINK_GROUP_HIGH
        && packet.dstLow() == Ipv6Packet.solicitedNodeLow(packet.dstLow());
  }

  private static boolean isFromUnspecified(InboundPacket packet) {
    return Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow());
  }
}
