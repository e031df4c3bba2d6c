package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.wire.NetworkOrder;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * The segment that is being processed, in the RFC's terms. One object per stack serves all segments
 * in turn; it is valid until the next one.
 */
final class Segment {
  /** What makes a segment more than text. */
  private static final int CONTROL_FLAGS =
      TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST | TcpSegment.FIN;

  /** The ECN field of the type of service: both bits set mean congestion (RFC 3168, 5). */
  private static final int ECN_BITS = 3;

  private static final int ECN_FLAGS = TcpSegment.ECE | TcpSegment.CWR;

  final TcpOptions options = new TcpOptions();
  private @Nullable Buffer buffer;

  int sourcePort;
  int destinationPort;

  /** SEG.SEQ. */
  int sequence;

  /** SEG.ACK; valid with the ACK flag. */
  int acknowledgment;

  /** SEG.WND as it stands in the header. */
  int window;

  int flags;

  /** Offset of the text in the buffer. */
  int textAt;

  /** Length of the text in bytes. */
  int textLength;

  /** A router marked the packet instead of dropping it (RFC 3168, 5). */
  boolean congestionExperienced;

  /** Size of the packets that the guest's kernel would have cut this one into, or 0. */
  int segmentBytes;

  /** Type of service, or traffic class, of its packet. */
  int tos;

  /** Reads a segment whose header and checksum are in order; false if its header is not. */
  boolean read(InboundPacket packet) {
    Buffer in = packet.buffer();
    MemorySegment memory = in.memory();
    int at = packet.transportAt();
    if (!new TcpSegment(memory, at).check(packet.transportLength())) {
      return false;
    }
    // Two loads for seven fields: with one for each, the compiler gives up on inlining and makes an
    // object of the view, for every segment.
    long portsAndSequence = NetworkOrder.get64(memory, at);
    sourcePort = (int) (portsAndSequence >>> 48);
    destinationPort = (int) (portsAndSequence >>> 32) & 0xffff;
    sequence = (int) portsAndSequence;
    long rest = NetworkOrder.get64(memory, at + 8L);
    acknowledgment = (int) (rest >>> 32);
    int headerLength = (int) (rest >>> 26) & 0x3c;
    flags = (int) (rest >>> 16) & 0xff;
    window = (int) rest & 0xffff;
    buffer = in;
    textAt = at + headerLength;
    textLength = packet.transportLength() - headerLength;
    segmentBytes = packet.segmentBytes();
    congestionExperienced = (packet.tos() & ECN_BITS) == ECN_BITS;
    tos = packet.tos();
    options.read(
        memory, at + TcpSegment.MIN_HEADER_BYTES, headerLength - TcpSegment.MIN_HEADER_BYTES);
    return true;
  }

  Buffer buffer() {
    return Objects.requireNonNull(buffer);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Tells whether the segment asks for a connection and says nothing else. */
  boolean isBareSyn() {
    return (flags & CONTROL_FLAGS) == TcpSegment.SYN;
  }

  /** Tells whether this SYN offers ECN (RFC 3168, 6.1.1: ECN-setup SYN). */
  boolean offersEcn() {
    return (flags & ECN_FLAGS) == ECN_FLAGS;
  }

  /** Tells whether this SYN/ACK accepts ECN (RFC 3168, 6.1.1: ECN-setup SYN-ACK). */
  boolean acceptsEcn() {
    return (flags & (ECN_FLAGS | TcpSegment.ACK)) == (TcpSegment.ECE | TcpSegment.ACK);
  }

  /** Returns SEG.LEN: text, SYN and FIN. */
  int length() {
    return textLength + (has(TcpSegment.SYN) ? 1 : 0) + (has(TcpSegment.FIN) ? 1 : 0);
  }

  /** Cuts {@code bytes} of text in front. */
  void trimFront(int bytes) {
    sequence += bytes;
    textAt += bytes;
    textLength -= bytes;
  }

  /** Cuts the text to {@code length}, and the FIN that stood behind it. */
  void trimBack(int length) {
    if (length < textLength) {
      textLength = length;
      flags &= ~TcpSegment.FIN;
    }
  }
}
