package org.slirp4j.tcpip.udp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.time.Deadline;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** A UDP flow of {@link UdpLayer}: its peer is anybody, so the key's peer half is zero. */
final class UdpMapping extends Flow implements UdpFlow {
  /** Idle time of a flow (RFC 4787, REQ-5: two minutes at least, five recommended). */
  static final long IDLE_NANOS = 300_000_000_000L;

  /** Idle time of a flow that only ever asked name servers (REQ-5c: may be shorter). */
  static final long DNS_IDLE_NANOS = 20_000_000_000L;

  private static final int DNS_PORT = 53;
  private static final int MAX_PAYLOAD_BYTES_V4 = 65_507;
  private static final int MAX_PAYLOAD_BYTES_V6 = 65_527;
  private static final IpAddress ANYBODY = new IpAddress(0, 0);
  private static final IpMarks USUAL = new IpMarks(); // never changed

  final Deadline idle =
      new Deadline() {
        @Override
        protected void onDeadline(long now) {
          onIdle(now);
        }
      };

  private final UdpLayer owner;
  private @Nullable UdpHandler handler;
  private boolean open = true;
  private boolean dnsOnly = true;
  private long lastHigh; // where the guest sent to last
  private long lastLow;
  private int lastPort;
  private boolean answered; // something was sent to the guest since the deadline was set

  UdpMapping(UdpLayer owner, long id, IpAddress guest, int port) {
    super(id, guest, port, ANYBODY, 0, owner.wheel.now());
    this.owner = owner;
  }

  void handler(UdpHandler handler) {
    this.handler = handler;
  }

  boolean isOpen() {
    return open;
  }

  /** Takes a datagram with {@code length} bytes of payload to {@code port}. */
  void onDatagram(InboundPacket packet, int length, int port, long now) {
    dnsOnly &= port == DNS_PORT;
    boolean first = lastPort == 0;
    lastHigh = packet.dstHigh();
    lastLow = packet.dstLow();
    lastPort = port;
    countFromGuest(length);
    if (first) {
      owner.book.tell(this, "first datagram from the container", now);
    }
    owner.wheel.arm(idle, now + idleNanos());
    UdpHandler to = handler;
    if (to != null) {
      int segmentBytes = packet.segmentBytes();
      to.onDatagram(
          packet.buffer(),
          packet.transportAt() + UdpDatagram.HEADER_BYTES,
          length,
          segmentBytes < length ? segmentBytes : 0,
          packet.dstHigh(),
          packet.dstLow(),
          port,
          owner.marks.set(packet.hopLimit(), packet.tos(), packet.dontFragment()));
    }
  }

  @Override
  public FlowInfo info(long now) {
    return new FlowInfo(
        id(),
        FlowInfo.Protocol.UDP,
        !open ? "CLOSED" : bytesToGuest() > 0 ? "REPLIED" : "UNREPLIED",
        guestAddress(),
        guestPort(),
        new IpAddress(lastHigh, lastLow),
        lastPort,
        ageNanos(now),
        bytesFromGuest(),
        bytesToGuest());
  }

  /** Lets the flow live on for its idle time: the host's side wants to send. */
  void keep(long now) {
    dnsOnly = false;
    owner.wheel.arm(idle, now + idleNanos());
  }

  /** Forgets the flow and says so to its handler. */
  void end() {
    close();
    UdpHandler to = handler;
    if (to != null) {
      to.onClosed();
    }
  }

  @Override
  public void send(Buffer buffer, int at, int length, long fromHigh, long fromLow, int fromPort) {
    send(buffer, at, length, 0, fromHigh, fromLow, fromPort, USUAL);
  }

  @Override
  public void send(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long fromHigh,
      long fromLow,
      int fromPort,
      IpMarks marks) {
    if (!open) {
      buffer.release();
      return;
    }
    int segment = segmentBytes > 0 && segmentBytes < length ? segmentBytes : 0;
    if (length > (guestAddress().isV4() ? MAX_PAYLOAD_BYTES_V4 : MAX_PAYLOAD_BYTES_V6)) {
      owner.counters.drop(DropReason.TOO_LONG, count(length, segment));
      buffer.release();
      return;
    }
    // The time is not known here, so the deadline is not moved but told to look again.
    answered = true;
    countToGuest(length);
    owner.touch(this);
    PacketHeader header = owner.header.from(fromHigh, fromLow).to(guestAddress());
    // RFC 1122, 3.2.1.7: never 0.
    header.hopLimit(Math.max(marks.hopLimit(), 1)).tos(marks.tos());
    if (segment == 0
        || owner.output.cutsDatagrams(header, UdpDatagram.HEADER_BYTES + segmentBytes)) {
      put(buffer, at, length, segment, fromPort, header);
    } else {
      putEach(buffer, at, length, segment, fromPort, header);
    }
  }

  private static int count(int length, int segment) {
    return segment == 0 ? 1 : (length + segment - 1) / segment;
  }

  private void put(
      Buffer buffer, int at, int length, int segment, int fromPort, PacketHeader header) {
    int start = at - UdpDatagram.HEADER_BYTES;
    int total = UdpDatagram.HEADER_BYTES + length;
    int pseudo = Checksum.fold(header.pseudoSum(total));
    new UdpDatagram(buffer.memory(), start).write(fromPort, guestPort(), total, pseudo);
    owner.output.sendDatagrams(buffer, start, total, segment, header);
  }

  // Cuts several that are in one piece: the device does not, or they are not as it needs them.
  private void putEach(
      Buffer buffer, int at, int length, int segment, int fromPort, PacketHeader header) {
    for (int done = 0; done < length; done += segment) {
      int piece = Math.min(segment, length - done);
      Buffer one = owner.takeFor(piece);
      if (one == null) {
        owner.counters.drop(DropReason.NO_MEMORY, count(length - done, segment));
        break;
      }
      MemorySegment.copy(buffer.memory(), at + done, one.memory(), Buffers.HEADROOM_BYTES, piece);
      put(one, Buffers.HEADROOM_BYTES, piece, 0, fromPort, header);
    }
    buffer.release();
  }

  @Override
  public void error(
      IcmpError error, IpAddress reporter, long toHigh, long toLow, int toPort, int length) {
    error(error, reporter, toHigh, toLow, toPort, MemorySegment.NULL, 0, 0, length);
  }

  @Override
  public void error(
      IcmpError error,
      IpAddress reporter,
      long toHigh,
      long toLow,
      int toPort,
      MemorySegment payload,
      long payloadAt,
      int known,
      int length) {
    if (open) {
      owner.errors.aboutUdp(
          error, reporter, this, toHigh, toLow, toPort, payload, payloadAt, known, length);
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      owner.forget(this);
      owner.book.tell(this, "over", owner.wheel.now());
    }
  }

  private void onIdle(long now) {
    if (answered && !dnsOnly) {
      answered = false;
      owner.wheel.arm(idle, now + idleNanos());
    } else {
      end();
    }
  }

  private long idleNanos() {
    return dnsOnly ? DNS_IDLE_NANOS : IDLE_NANOS;
  }
}
