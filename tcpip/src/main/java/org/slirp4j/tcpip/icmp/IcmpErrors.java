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
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * The stack's ICMP errors to the container (RFC 792; RFC 1122, 3.2.2; RFC 1812, 4.3.2), at a
 * limited rate; those over IPv6 are written by {@link Icmpv6Errors}.
 *
 * <p>An error is about a packet that is at hand ({@link #about}), or about one that left long ago,
 * of which the flow knows enough to write its first 28 bytes once more ({@link #aboutTcp}, {@link
 * #aboutUdp}, {@link #aboutEcho}).
 */
public final class IcmpErrors implements PacketErrors {
  /**
   * Errors per second in the long run (what Linux allows a host in all, {@code icmp_msgs_per_sec}).
   */
  public static final int ERRORS_PER_SECOND = 1000;

  /** Errors at once. */
  public static final int ERROR_BURST = 100;

  /** Most bytes of an error with all its headers (RFC 1812, 4.3.2.3). */
  private static final int MAX_ERROR_BYTES = 576;

  private static final int MAX_QUOTED_BYTES =
      MAX_ERROR_BYTES - Ipv4Packet.MIN_HEADER_BYTES - IcmpMessage.HEADER_BYTES;

  /** What is quoted of a transport header at least, and of a packet that is written anew. */
  private static final int QUOTED_TRANSPORT_BYTES = 8;

  private static final int QUOTED_TTL = 64;
  private static final int MESSAGE_AT = Buffers.HEADROOM_BYTES;
  private static final int QUOTE_AT = MESSAGE_AT + IcmpMessage.HEADER_BYTES;
  private final StackConfig config;
  private final BufferPool pool;
  private final DeadlineWheel wheel;
  private final IpOutput output;
  private final Counters counters;
  private final TokenBucket bucket;
  private final @Nullable Icmpv6Errors v6;
  private final PacketHeader header = new PacketHeader(Protocols.ICMP, IpOutput.HOP_LIMIT);

  /** Makes a sender of errors whose rate is counted in the time of {@code wheel}. */
  public IcmpErrors(
      StackConfig config,
      Buffers buffers,
      DeadlineWheel wheel,
      IpOutput output,
      Counters counters) {
    this.config = config;
    this.pool = buffers.small();
    this.wheel = wheel;
    this.output = output;
    this.counters = counters;
    this.bucket = new TokenBucket(ERROR_BURST, ERRORS_PER_SECOND, wheel.now());
    Ipv6Config ipv6 = config.ipv6();
    this.v6 = ipv6 == null ? null : new Icmpv6Errors(ipv6, this, output);
  }

  /**
   * Answers a packet with an error: from its destination when that is the stack's, or the gateway.
   */
  @Override
  public void onDropped(InboundPacket packet, IcmpError error) {
    if (!IpAddress.isV4(packet.dstHigh(), packet.dstLow())) {
      v6().about(packet, error.typeV6(), error.codeV6(), 0, false);
      return;
    }
    boolean toDns = config.dns().equals(packet.dstHigh(), packet.dstLow());
    about(packet, error.type(), error.code(), 0, toDns ? config.dns() : config.gateway());
  }

  @Override
  public void onParameterProblem(InboundPacket packet, int code, int at, boolean alsoToGroups) {
    int pointer = at - packet.ipAt();
    v6().about(packet, Icmpv6Message.PARAMETER_PROBLEM, code, pointer, alsoToGroups);
  }

  // There are no packets and flows of IPv6 without it.
  private Icmpv6Errors v6() {
    return Objects.requireNonNull(v6);
  }

  /**
   * Answers a packet with an error, unless it is one of those that are never answered so.
   *
   * @param type the error's type
   * @param code its code
   * @param mtu next hop's MTU in bytes for "fragmentation needed", else 0
   * @param reporter source address of the error
   */
  public void about(InboundPacket packet, int type, int code, int mtu, IpAddress reporter) {
    if (!mayBeAnswered(packet)) {
      return;
    }
    Buffer buffer = begin();
    if (buffer == null) {
      return;
    }
    int headerLength = packet.transportAt() - packet.ipAt();
    int quoted = Math.min(headerLength + packet.transportLength(), MAX_QUOTED_BYTES);
    MemorySegment.copy(packet.buffer().memory(), packet.ipAt(), buffer.memory(), QUOTE_AT, quoted);
    finish(buffer, quoted, type, code, mtu, reporter, packet.srcHigh(), packet.srcLow());
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
    quote(
        error,
        reporter,
        Protocols.TCP,
        guest,
        peer.high(),
        peer.low(),
        QUOTED_TRANSPORT_BYTES,
        guestPort << 16 | peerPort,
        sequence);
  }

  /** Tells the guest what became of a datagram with {@code length} bytes of payload. */
  public void aboutUdp(
      IcmpError error,
      IpAddress reporter,
      Flow flow,
      long peerHigh,
      long peerLow,
      int peerPort,
      int length) {
    if (IpAddress.isV4(peerHigh, peerLow) != flow.guestAddress().isV4()) {
      counters.drop(DropReason.UNKNOWN_FAMILY);
      return;
    }
    int udpLength = QUOTED_TRANSPORT_BYTES + length;
    quote(
        error,
        reporter,
        Protocols.UDP,
        flow.guestAddress(),
        peerHigh,
        peerLow,
        udpLength,
        flow.guestPort() << 16 | peerPort,
        udpLength << 16);
  }

  /** Tells the guest what became of the echo request with number {@code sequence}. */
  public void aboutEcho(IcmpError error, IpAddress reporter, Flow flow, int sequence) {
    boolean isV4 = flow.guestAddress().isV4();
    quote(
        error,
        reporter,
        isV4 ? Protocols.ICMP : Protocols.ICMPV6,
        flow.guestAddress(),
        flow.peerAddress().high(),
        flow.peerAddress().low(),
        QUOTED_TRANSPORT_BYTES,
        (isV4 ? IcmpMessage.ECHO_REQUEST : Icmpv6Message.ECHO_REQUEST) << 24,
        flow.guestPort() << 16 | sequence);
  }

  // A packet of the guest as it began: IP header and the first two words of its transport.
  private void quote(
      IcmpError error,
      IpAddress reporter,
      int protocol,
      IpAddress guest,
      long peerHigh,
      long peerLow,
      int transportLength,
      int firstWord,
      int secondWord) {
    if (!guest.isV4()) {
      v6().quote(
              error,
              reporter,
              protocol,
              guest,
              peerHigh,
              peerLow,
              transportLength,
              firstWord,
              secondWord);
      return;
    }
    Buffer buffer = begin();
    if (buffer == null) {
      return;
    }
    MemorySegment memory = buffer.memory();
    new Ipv4Packet(memory, QUOTE_AT)
        .write(
            0,
            Math.min(Ipv4Packet.MIN_HEADER_BYTES + transportLength, Ipv4Packet.MAX_BYTES),
            0,
            Ipv4Packet.DONT_FRAGMENT,
            QUOTED_TTL,
            protocol,
            guest.v4Bits(),
            (int) peerLow);
    int transportAt = QUOTE_AT + Ipv4Packet.MIN_HEADER_BYTES;
    NetworkOrder.put32(memory, transportAt, firstWord);
    NetworkOrder.put32(memory, transportAt + 4, secondWord);
    int quoted = Ipv4Packet.MIN_HEADER_BYTES + QUOTED_TRANSPORT_BYTES;
    finish(buffer, quoted, error.type(), error.code(), error.mtu(), reporter, 0, guest.low());
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

  private void finish(
      Buffer buffer,
      int quoted,
      int type,
      int code,
      int mtu,
      IpAddress reporter,
      long guestHigh,
      long guestLow) {
    boolean tooBig = type == IcmpMessage.UNREACHABLE && code == IcmpError.FRAGMENTATION_NEEDED;
    int length = IcmpMessage.HEADER_BYTES + quoted;
    new IcmpMessage(buffer.memory(), MESSAGE_AT)
        .write(type, code, tooBig ? mtu & 0xffff : 0, length);
    // The container's kernel ignores errors from addresses that no router has.
    boolean credible = reporter.isV4() && Ipv4Packet.isHost(reporter.v4Bits());
    IpAddress source = credible ? reporter : config.gateway();
    header.from(source).to(guestHigh, guestLow);
    output.send(buffer, MESSAGE_AT, length, header, 0);
  }

  // RFC 1122, 3.2.2: never about an ICMP error. Groups, bad sources and fragments but the first do
  // not come this far.
  private static boolean mayBeAnswered(InboundPacket packet) {
    return packet.protocol() != Protocols.ICMP
        || (packet.transportLength() > 0
            && !IcmpMessage.isError(
                NetworkOrder.get8(packet.buffer().memory(), packet.transportAt())));
  }
}
