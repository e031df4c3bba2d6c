package org.slirp4j.tcpip;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.dhcp.DhcpService;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.FlowBook;
import org.slirp4j.tcpip.flow.Keys;
import org.slirp4j.tcpip.icmp.EchoFlows;
import org.slirp4j.tcpip.icmp.IcmpErrors;
import org.slirp4j.tcpip.icmp.IcmpInput;
import org.slirp4j.tcpip.icmp.Icmpv6Input;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv4Input;
import org.slirp4j.tcpip.ip.Ipv6Input;
import org.slirp4j.tcpip.ip.Reassembler;
import org.slirp4j.tcpip.link.Arp;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.ndp.Ndp;
import org.slirp4j.tcpip.tcp.TcpLayer;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.udp.UdpLayer;
import org.slirp4j.tcpip.wire.EthernetFrame;

/**
 * One container's protocol machine: the network that it sees at the other end of its TAP.
 *
 * <p>It is driven by {@link #onFrame}, {@link #onDeadline}, {@link #emit} and {@link #nextDeadline}
 * from one thread, as the package tells. Times are nanoseconds of one clock that never goes back;
 * its origin does not matter.
 */
public final class Stack implements Downlink {
  /** What {@link #nextDeadline} returns when nothing is to be done at any time. */
  public static final long NEVER = DeadlineWheel.NEVER;

  private final long mac;
  private final Counters counters = new Counters();
  private final DeadlineWheel wheel;
  private final FrameQueue queue;
  private final Resolver resolver;
  private final Arp arp;
  private final Ipv4Input ipv4;
  private final @Nullable Ipv6Input ipv6;
  private final TcpLayer tcp;
  private final UdpLayer udp;
  private final EchoFlows echoes;
  private final FlowBook book = new FlowBook();

  private final InboundPacket packet = new InboundPacket();
  private final OutboundFrame scratch = new OutboundFrame();
  private final CountingSink counting = new CountingSink();

  /**
   * Makes a stack without flows.
   *
   * @param config addresses, sizes and bounds
   * @param secret key that nobody else has
   * @param buffers memory for everything that is kept
   * @param uplink hears of new flows
   * @param now the time
   */
  public Stack(StackConfig config, StackSecret secret, Buffers buffers, Uplink uplink, long now) {
    mac = config.mac();
    wheel = new DeadlineWheel(now);
    queue = new FrameQueue(config.limits().maxQueuedFrames(), counters);
    Keys keys = new Keys(secret);
    Neighbours neighbours = new Neighbours(keys.next(), wheel);
    resolver = new Resolver(config, neighbours, wheel, counters);
    IpOutput output =
        new IpOutput(config, keys.next(), keys.next(), buffers, resolver, queue, counters);
    IcmpErrors errors = new IcmpErrors(config, buffers, wheel, output, counters);
    tcp =
        new TcpLayer(config, keys, buffers, wheel, output, errors, book, counters, uplink, scratch);
    DhcpConfig given = config.dhcp();
    DhcpService dhcp =
        given == null ? null : new DhcpService(config, given, buffers, output, counters, uplink);
    udp =
        new UdpLayer(
            config, keys.next(), buffers, wheel, output, errors, book, counters, uplink, dhcp);
    echoes = new EchoFlows(config, keys.next(), wheel, output, errors, book, counters, uplink);
    IcmpInput icmp = new IcmpInput(config, buffers, output, echoes, tcp, counters);
    Reassembler reassembler =
        new Reassembler(
            config.limits().maxReassemblies(), buffers.large(), wheel, errors, counters);
    arp = new Arp(config, buffers, neighbours, queue, counters);
    ipv4 = new Ipv4Input(config, neighbours, reassembler, errors, counters, icmp, tcp, udp);
    Ipv6Config config6 = config.ipv6();
    if (config6 == null) {
      ipv6 = null;
      resolver.connect(arp, null, output, tcp.resolutions());
      return;
    }
    Ndp ndp =
        new Ndp(
            config,
            config6,
            keys.next(),
            buffers,
            wheel,
            neighbours,
            resolver,
            output,
            counters,
            uplink);
    Icmpv6Input icmp6 = new Icmpv6Input(config6, buffers, output, echoes, tcp, ndp, counters);
    ipv6 =
        new Ipv6Input(
            config6, given != null, neighbours, reassembler, errors, counters, icmp6, tcp, udp);
    resolver.connect(arp, ndp, output, tcp.resolutions());
  }

  /**
   * Takes a frame from the container. Never throws, whatever is in it.
   *
   * @param frame holds the frame; the caller keeps its reference, and after the call looks at
   *     {@link Buffer#isShared} to see whether the stack keeps the memory too
   * @param at offset of the Ethernet header
   * @param length of the frame in bytes, at most 65,549
   * @param checksumTrusted the device says that the transport checksum is right or was never
   *     computed ({@code VIRTIO_NET_HDR_F_DATA_VALID}, {@code …_NEEDS_CSUM})
   * @param segmentBytes transport payload of each packet but the last when the frame stands for
   *     several ({@code gso_size}), else 0
   * @param now the time
   */
  public void onFrame(
      Buffer frame, int at, int length, boolean checksumTrusted, int segmentBytes, long now) {
    wheel.advance(now);
    counters.frameIn(length);
    MemorySegment memory = frame.memory();
    EthernetFrame ethernet = new EthernetFrame(memory, at);
    if (!ethernet.check(length)) {
      counters.drop(DropReason.TRUNCATED);
      return;
    }
    long destination = ethernet.destination();
    boolean group = EthernetFrame.isGroup(destination);
    if (destination != mac && !group) {
      counters.drop(DropReason.WRONG_LINK_DESTINATION);
      return;
    }
    long source = ethernet.source();
    if (source == mac || EthernetFrame.isGroup(source)) {
      counters.drop(DropReason.BAD_LINK_SOURCE);
      return;
    }
    int payloadAt = at + EthernetFrame.HEADER_BYTES;
    int payloadLength = length - EthernetFrame.HEADER_BYTES;
    switch (ethernet.etherType()) {
      case EthernetFrame.ARP -> arp.onPacket(memory, payloadAt, payloadLength);
      case EthernetFrame.IPV4 -> {
        packet.frame(frame, source, group, checksumTrusted, segmentBytes);
        ipv4.onPacket(packet, payloadAt, payloadLength, now);
        packet.clear();
      }
      case EthernetFrame.IPV6 -> {
        if (ipv6 == null) {
          counters.drop(DropReason.UNKNOWN_ETHER_TYPE);
          return;
        }
        packet.frame(frame, source, group, checksumTrusted, segmentBytes);
        ipv6.onPacket(packet, payloadAt, payloadLength, now);
        packet.clear();
      }
      default -> counters.drop(DropReason.UNKNOWN_ETHER_TYPE);
    }
  }

  @Override
  public @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now) {
    if (guest.isV4() != peer.isV4() || (!guest.isV4() && ipv6 == null)) {
      throw new IllegalArgumentException(
          "connect "
              + peer
              + " to "
              + guest
              + ": not of one family, or of none that the stack has");
    }
    wheel.advance(now);
    return tcp.connect(guest, guestPort, peer, peerPort, handler, now);
  }

  @Override
  public @Nullable UdpFlow udpFlow(IpAddress guest, int guestPort, long now) {
    wheel.advance(now);
    return udp.flow(guest, guestPort, now);
  }

  @Override
  public @Nullable IpAddress guest6() {
    return resolver.guest6();
  }

  /** Does what is due at {@code now}: timers of connections, ends of idle flows. */
  public void onDeadline(long now) {
    wheel.onDeadline(now);
  }

  /**
   * Hands all frames that are ready to {@code out}, until it refuses one. To be called once at the
   * end of every turn in which a frame came, a deadline passed or a flow was used.
   */
  public void emit(FrameSink out, long now) {
    wheel.advance(now);
    counting.out = out;
    if (queue.emit(counting, scratch)) {
      tcp.emit(counting, now);
      queue.emit(counting, scratch); // questions for neighbours that connections just asked for
    }
    counting.out = CountingSink.NOWHERE;
  }

  /** Tells whether {@link #emit} has something to hand out: flows owe frames, or were refused. */
  public boolean hasWork() {
    return !queue.isEmpty() || tcp.hasWork();
  }

  /**
   * Returns when to call {@link #onDeadline} at the latest, or {@link #NEVER}. It may turn out to
   * have been early. Holds until the next call of any other verb.
   */
  public long nextDeadline() {
    return wheel.nextDeadline();
  }

  /**
   * Returns a number for a flow that the stack does not see, of the same sequence as its own have.
   */
  @Override
  public long nextFlowId() {
    return book.nextId();
  }

  /** Says who is told what becomes of flows from now on; null for nobody. */
  public void logFlows(@Nullable FlowLog log) {
    book.log(log);
  }

  /**
   * Hands out what there is to tell about flows, some at a time, so that a loop need not stand
   * still for all of them. Flows that come or go between two calls may be missing or told twice.
   *
   * @param cursor 0 at first, then what the call before returned
   * @param most how many are enough for this call
   * @param now the time
   * @return where to go on, or −1 when that were all
   */
  public long listFlows(long cursor, int most, long now, Consumer<FlowInfo> to) {
    int table = (int) (cursor >>> Integer.SIZE);
    int from = (int) cursor;
    Consumer<Flow> each = flow -> to.accept(flow.info(now));
    int next =
        switch (table) {
          case 0 -> tcp.list(from, most, each);
          case 1 -> udp.list(from, most, each);
          default -> echoes.list(from, most, each);
        };
    if (next >= 0) {
      return (long) table << Integer.SIZE | next;
    }
    return table < 2 ? (long) (table + 1) << Integer.SIZE : -1;
  }

  /** Returns how many flows of a protocol there are; on any thread, and then of late. */
  public int openFlows(FlowInfo.Protocol protocol) {
    return switch (protocol) {
      case TCP -> tcp.size();
      case UDP -> udp.size();
      case ECHO -> echoes.size();
    };
  }

  /** Returns the counts of what went through and what did not. */
  public Counters counters() {
    return counters;
  }

  /** Counts what the device took. */
  private final class CountingSink implements FrameSink {
    static final FrameSink NOWHERE = frame -> false;

    FrameSink out = NOWHERE;

    @Override
    public boolean accept(OutboundFrame frame) {
      if (!out.accept(frame)) {
        return false;
      }
      counters.frameOut(frame.length());
      return true;
    }
  }
}
