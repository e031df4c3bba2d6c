package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.IcmpMessage;

/**
 * Writes one family's errors and sends them.
 *
 * <pre>
 *   buffer:  headroom … | type, code, checksum, word | quoted packet: IP header, transport …
 *                       MESSAGE_AT                   QUOTE_AT
 * </pre>
 */
abstract class ErrorWriter {
  private static final int MESSAGE_AT = Buffers.HEADROOM_BYTES;
  private static final int QUOTE_AT = MESSAGE_AT + IcmpMessage.HEADER_BYTES;

  private final int maxQuotedBytes;
  private final IcmpErrors limited;
  private final IpOutput output;
  private final PacketHeader header;

  /**
   * Makes a writer.
   *
   * @param protocol number of the family's ICMP
   * @param maxQuotedBytes bound on what is quoted
   * @param limited gives buffers, as many as the rate allows
   */
  ErrorWriter(int protocol, int maxQuotedBytes, IcmpErrors limited, IpOutput output) {
    this.maxQuotedBytes = maxQuotedBytes;
    this.limited = limited;
    this.output = output;
    this.header = new PacketHeader(protocol, IpOutput.HOP_LIMIT);
  }

  /** Returns the family's type of an error. */
  abstract int type(IcmpError error);

  /** Returns the code of that type. */
  abstract int code(IcmpError error);

  /** Returns the second word of the error's header. */
  abstract int word(IcmpError error);

  /** Returns the stack's address that answers what was sent to an address. */
  abstract IpAddress answering(long dstHigh, long dstLow, long srcHigh);

  /** Tells whether an address can be a router's: a kernel ignores errors from others. */
  abstract boolean isCredible(IpAddress reporter);

  /** Writes the header of a packet that is to be quoted; returns its length. */
  abstract int writeQuoted(MemorySegment memory, long at, PacketHeader quoted, int transportLength);

  /** Answers a packet, which must be one that may be answered so. */
  final void answer(InboundPacket packet, int type, int code, int word) {
    Buffer buffer = limited.begin();
    if (buffer == null) {
      return;
    }
    int length = packet.transportAt() - packet.ipAt() + packet.transportLength();
    int quoted = Math.min(length, maxQuotedBytes);
    MemorySegment.copy(packet.buffer().memory(), packet.ipAt(), buffer.memory(), QUOTE_AT, quoted);
    header
        .from(answering(packet.dstHigh(), packet.dstLow(), packet.srcHigh()))
        .to(packet.srcHigh(), packet.srcLow());
    finish(buffer, quoted, type, code, word);
  }

  /**
   * Tells a guest what became of a packet that left some time ago.
   *
   * @param reporter who found out; replaced by the stack when it cannot have been
   */
  final void tell(IcmpError error, IpAddress reporter, Quote quote) {
    Buffer buffer = limited.begin();
    if (buffer == null) {
      return;
    }
    MemorySegment memory = buffer.memory();
    PacketHeader lost = quote.header();
    int headerLength = writeQuoted(memory, QUOTE_AT, lost, quote.transportLength());
    int room = maxQuotedBytes - headerLength;
    int quoted = headerLength + quote.write(memory, QUOTE_AT + headerLength, room);
    IpAddress source =
        isCredible(reporter) ? reporter : answering(lost.dstHigh(), lost.dstLow(), lost.srcHigh());
    header.from(source).to(lost.srcHigh(), lost.srcLow());
    finish(buffer, quoted, type(error), code(error), word(error));
  }

  private void finish(Buffer buffer, int quoted, int type, int code, int word) {
    int length = IcmpMessage.HEADER_BYTES + quoted;
    long beside = header.isV4() ? 0 : header.pseudoSum(length);
    new IcmpMessage(buffer.memory(), MESSAGE_AT).write(type, code, word, length, beside);
    output.send(buffer, MESSAGE_AT, length, header, 0);
  }
}
