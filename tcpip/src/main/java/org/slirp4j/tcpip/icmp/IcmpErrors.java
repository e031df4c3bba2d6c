package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.PacketErrors;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.UdpDatagram;

/**
 * The stack's ICMP errors to the container, at a rate that is limited for both families together.
 *
 * <p>An error is about a packet that is at hand ({@link #onDropped}), or about one that left long
 * ago, of which enough is known to write its beginning once more ({@link #aboutTcp}, {@link
 * #aboutUdp}, {@link #aboutEcho}).
 */
public final class IcmpErrors implements PacketErrors {
  /**
   * Errors per second in the long run (what Linux allows a host in all, {@code icmp_msgs_per_sec}).
   */
  public static final int ERRORS_PER_SECOND = 1000;

  /** Errors at once. */
  public static final int ERROR_BURST = 100;

  private final BufferPool pool;
  private final DeadlineWheel wheel;
  private final Counters counters;
  private final TokenBucket bucket;
  private final Icmpv4Errors v4;
  private final @Nullable Icmpv6Errors v6;

  private final Quote quote = new Quote();

  /** Makes a sender of errors whose rate is counted in the time of {@code wheel}. */
  public IcmpErrors(
      StackConfig config,
      Buffers buffers,
      DeadlineWheel wheel,
      IpOutput output,
      Counters counters) {
    this.pool = buffers.small();
    this.wheel = wheel;
    this.counters = counters;
    this.bucket = new TokenBucket(ERROR_BURST, ERRORS_PER_SECOND, wheel.now());
    this.v4 = new Icmpv4Errors(config, this, output);
    Ipv6Config ipv6 = config.ipv6();
    this.v6 = ipv6 == null ? null : new Icmpv6Errors(ipv6, this, output);
  }

  /**
   * Answers a packet with an error: from its destination when that is the stack's, or the gateway.
   */
  @Override
  public void onDropped(InboundPacket packet, IcmpError error) {
    if (IpAddress.isV4(packet.dstHigh(), packet.dstLow())) {
      v4.onDropped(packet, error);
    } else {
      v6().onDropped(packet, error);
    }
  }

  @Override
  public void onParameterProblem(InboundPacket packet, int code, int at, boolean alsoToGroups) {
    v6().onParameterProblem(packet, code, at - packet.ipAt(), alsoToGroups);
  }

  // There are no packets and flows of IPv6 without it.
  private Icmpv6Errors v6() {
    return Objects.requireNonNull(v6);
  }

  /** Tells the guest what became of a TCP segment that it sent with number {@code sequence}. */
  public void aboutTcp(
      IcmpError error,
      IpAddress reporter,
      IpAddress guest,
      int guestPort,
      IpAddress peer,
      int peerPort,
      int sequence) {
    quote
        .of(Protocols.TCP, guest, peer.high(), peer.low(), Quote.TRANSPORT_BYTES)
        .words(guestPort << 16 | peerPort, sequence);
    tell(error, reporter);
  }

  /**
   * Tells the guest what became of a datagram with {@code length} bytes of payload, of which {@code
   * known} are at hand.
   */
  public void aboutUdp(
      IcmpError error,
      IpAddress reporter,
      Flow flow,
      long peerHigh,
      long peerLow,
      int peerPort,
      MemorySegment payload,
      long payloadAt,
      int known,
      int length) {
    if (IpAddress.isV4(peerHigh, peerLow) != flow.guestAddress().isV4()) {
      counters.drop(DropReason.UNKNOWN_FAMILY);
      return;
    }
    int udpLength = UdpDatagram.HEADER_BYTES + Math.max(length, known);
    quote
        .of(Protocols.UDP, flow.guestAddress(), peerHigh, peerLow, udpLength)
        .words(flow.guestPort() << 16 | peerPort, udpLength << 16)
        .payload(payload, payloadAt, known);
    tell(error, reporter);
  }

  /** Tells the guest what became of the echo request with number {@code sequence}. */
  public void aboutEcho(IcmpError error, IpAddress reporter, Flow flow, int sequence) {
    IpAddress peer = flow.peerAddress();
    boolean isV4 = flow.guestAddress().isV4();
    int protocol = isV4 ? Protocols.ICMP : Protocols.ICMPV6;
    int type = isV4 ? IcmpMessage.ECHO_REQUEST : Icmpv6Message.ECHO_REQUEST;
    quote
        .of(protocol, flow.guestAddress(), peer.high(), peer.low(), Quote.TRANSPORT_BYTES)
        .words(type << 24, flow.guestPort() << 16 | sequence);
    tell(error, reporter);
  }

  // About the packet in quote.
  private void tell(IcmpError error, IpAddress reporter) {
    ErrorWriter family = quote.header().isV4() ? v4 : v6();
    family.tell(error, reporter, quote);
  }

  /** Returns a buffer for one more error, or null when there may be none now. */
  @Nullable Buffer begin() {
    if (!bucket.take(wheel.now())) {
      counters.drop(DropReason.RATE_LIMITED);
      return null;
    }
    Buffer buffer = pool.take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
    }
    return buffer;
  }
}
