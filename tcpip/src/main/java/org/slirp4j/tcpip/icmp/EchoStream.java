package org.slirp4j.tcpip.icmp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.time.Deadline;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Icmpv6Message;

/** An echo flow of {@link EchoFlows}; its guest port is the identifier. */
final class EchoStream extends Flow implements EchoFlow {
  final Deadline idle =
      new Deadline() {
        @Override
        protected void onDeadline(long now) {
          end();
        }
      };

  private final EchoFlows owner;
  private @Nullable EchoHandler handler;
  private boolean open = true;

  EchoStream(EchoFlows owner, long id, IpAddress guest, int identifier, IpAddress peer) {
    super(id, guest, identifier, peer, 0, owner.wheel.now());
    this.owner = owner;
  }

  void handler(EchoHandler handler) {
    this.handler = handler;
  }

  boolean isOpen() {
    return open;
  }

  void onRequest(InboundPacket packet, int sequence) {
    countFromGuest(packet.transportLength() - IcmpMessage.HEADER_BYTES);
    EchoHandler to = handler;
    if (to != null) {
      to.onRequest(
          packet.buffer(),
          packet.transportAt() + IcmpMessage.HEADER_BYTES,
          packet.transportLength() - IcmpMessage.HEADER_BYTES,
          sequence,
          owner.marks.set(packet.hopLimit(), packet.tos(), packet.dontFragment()));
    }
  }

  @Override
  public FlowInfo info(long now) {
    return new FlowInfo(
        id(),
        FlowInfo.Protocol.ECHO,
        !open ? "CLOSED" : bytesToGuest() > 0 ? "REPLIED" : "UNREPLIED",
        guestAddress(),
        guestPort(),
        peerAddress(),
        0,
        ageNanos(now),
        bytesFromGuest(),
        bytesToGuest());
  }

  /** Forgets the flow and says so to its handler. */
  void end() {
    close();
    EchoHandler to = handler;
    if (to != null) {
      to.onClosed();
    }
  }

  @Override
  public void reply(Buffer buffer, int at, int length, int sequence, IpMarks marks) {
    if (!open) {
      buffer.release();
      return;
    }
    countToGuest(length);
    int start = at - IcmpMessage.HEADER_BYTES;
    int total = IcmpMessage.HEADER_BYTES + length;
    boolean isV4 = peerAddress().isV4();
    PacketHeader header = isV4 ? owner.header : owner.header6;
    header.from(peerAddress()).to(guestAddress());
    // RFC 1122, 3.2.1.7: never 0.
    header.hopLimit(Math.max(marks.hopLimit(), 1)).tos(marks.tos());
    int word = guestPort() << 16 | (sequence & 0xffff);
    int type = isV4 ? IcmpMessage.ECHO_REPLY : Icmpv6Message.ECHO_REPLY;
    long beside = isV4 ? 0 : header.pseudoSum(total);
    new IcmpMessage(buffer.memory(), start).write(type, 0, word, total, beside);
    owner.output.send(buffer, start, total, header, 0);
  }

  @Override
  public void error(IcmpError error, IpAddress reporter, int sequence) {
    if (open) {
      owner.errors.aboutEcho(error, reporter, this, sequence & 0xffff);
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
}
