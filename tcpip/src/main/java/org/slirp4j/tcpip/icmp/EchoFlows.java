package org.slirp4j.tcpip.icmp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.FlowBook;
import org.slirp4j.tcpip.flow.FlowTable;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.time.DeadlineWheel;

/** The echo requests to others, told apart by guest address, identifier and destination. */
public final class EchoFlows {
  /** How long a flow lives after its last request (RFC 5508, REQ-2: at least 60 s). */
  public static final long IDLE_NANOS = 60_000_000_000L;

  final DeadlineWheel wheel;
  final IpOutput output;
  final IcmpErrors errors;
  final PacketHeader header = new PacketHeader(Protocols.ICMP, IpOutput.HOP_LIMIT);
  final PacketHeader header6 = new PacketHeader(Protocols.ICMPV6, IpOutput.HOP_LIMIT);
  final IpMarks marks = new IpMarks();

  private final FlowTable<EchoStream> table;
  final FlowBook book;
  private final Counters counters;
  private final Uplink uplink;

  /** Makes an empty table of the size that {@code config} sets, hashed with {@code tableKey}. */
  public EchoFlows(
      StackConfig config,
      long tableKey,
      DeadlineWheel wheel,
      IpOutput output,
      IcmpErrors errors,
      FlowBook book,
      Counters counters,
      Uplink uplink) {
    this.wheel = wheel;
    this.output = output;
    this.errors = errors;
    this.book = book;
    this.counters = counters;
    this.uplink = uplink;
    this.table = new FlowTable<>(tableKey, config.limits().maxEchoFlows());
  }

  /** Takes an echo request that is intact. */
  void onRequest(InboundPacket packet, int identifier, int sequence, long now) {
    EchoStream stream =
        table.find(
            packet.srcHigh(), packet.srcLow(), identifier, packet.dstHigh(), packet.dstLow(), 0);
    if (stream == null) {
      stream = open(packet, identifier);
      if (stream == null) {
        return;
      }
    }
    table.touch(stream);
    wheel.arm(stream.idle, now + IDLE_NANOS);
    stream.onRequest(packet, sequence);
  }

  /** Returns how many flows there are. */
  public int size() {
    return table.size();
  }

  /** Hands out flows as {@link FlowTable#list} does. */
  public int list(int cursor, int most, Consumer<? super Flow> to) {
    return table.list(cursor, most, to);
  }

  void forget(EchoStream stream) {
    wheel.disarm(stream.idle);
    table.remove(stream);
  }

  private @Nullable EchoStream open(InboundPacket packet, int identifier) {
    if (table.isFull()) {
      EchoStream oldest = table.oldest();
      counters.drop(DropReason.FLOW_LIMIT);
      if (oldest == null) {
        return null;
      }
      oldest.end();
    }
    EchoStream stream =
        new EchoStream(
            this,
            book.nextId(),
            new IpAddress(packet.srcHigh(), packet.srcLow()),
            identifier,
            new IpAddress(packet.dstHigh(), packet.dstLow()));
    table.add(stream);
    counters.echoOpened();
    book.tell(stream, "opened", wheel.now());
    stream.handler(uplink.onEchoOpen(stream));
    return stream.isOpen() ? stream : null;
  }
}
