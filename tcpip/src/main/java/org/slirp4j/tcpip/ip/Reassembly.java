package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.time.Deadline;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Fragment;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/**
 * A packet of which fragments are missing.
 *
 * <pre>
 *   buffer:  headroom … | first fragment's IP header | payload …
 *                                                    PAYLOAD_AT
 * </pre>
 *
 * One bitmap tells which units of eight bytes have come: all fragments but the last are made of
 * whole ones. Another tells where fragments begin, by which a copy of one is known.
 */
final class Reassembly extends Deadline {
  private static final int PAYLOAD_AT = Buffers.HEADROOM_BYTES + Ipv4Packet.MAX_HEADER_BYTES;

  // Fragments of a packet with the longest payload have these before it.
  private static final int MAX_BYTES_V6 =
      Ipv6Packet.HEADER_BYTES + Ipv6Fragment.BYTES + Ipv6Packet.MAX_PAYLOAD_BYTES;
  private static final int UNITS = 8192; // 13 bits of offset
  private static final int NOT_KNOWN = -1;

  private final Reassembler owner;

  /** What became of a fragment. */
  enum Outcome {
    /** It is kept. */
    ADDED,
    /** It is the same that came before, byte for byte. */
    REPEATED,
    /** It does not fit those that are there, or the packet is condemned. */
    CONTRADICTS
  }

  private final long[] present = new long[UNITS / Long.SIZE];
  private final long[] begins = new long[UNITS / Long.SIZE];
  private @Nullable Buffer buffer; // null: free, or condemned

  private int id;
  private int protocol;
  private long srcHigh;
  private long srcLow;
  private long dstHigh;
  private long dstLow;

  private int hopLimit; // this and tos: the first fragment's, once it has come
  private int tos;
  private int ecnSeen;
  private int headerLength; // 0 until the first fragment comes
  private int firstLength;
  private int presentBytes;
  private int highestEnd;
  private int totalBytes;

  Reassembly(Reassembler owner) {
    this.owner = owner;
  }

  void begin(InboundPacket packet, int id, Buffer buffer) {
    this.buffer = buffer;
    this.id = id;
    protocol = packet.protocol();
    srcHigh = packet.srcHigh();
    srcLow = packet.srcLow();
    dstHigh = packet.dstHigh();
    dstLow = packet.dstLow();
    hopLimit = packet.hopLimit();
    tos = packet.tos();
    ecnSeen = 0;
    headerLength = 0;
    firstLength = 0;
    presentBytes = 0;
    highestEnd = 0;
    totalBytes = NOT_KNOWN;
    Arrays.fill(present, 0);
    Arrays.fill(begins, 0);
  }

  boolean isOf(InboundPacket packet, int id) {
    return this.id == id
        && protocol == packet.protocol()
        && srcLow == packet.srcLow()
        && dstLow == packet.dstLow()
        && srcHigh == packet.srcHigh()
        && dstHigh == packet.dstHigh();
  }

  /** Adds a fragment. */
  Outcome add(InboundPacket fragment, int offset, boolean more) {
    Buffer whole = buffer;
    int length = fragment.transportLength();
    int end = offset + length;
    if (whole == null || !isPossible(fragment, offset, more, whole.capacity())) {
      return Outcome.CONTRADICTS;
    }
    int firstUnit = offset / Ipv4Packet.FRAGMENT_UNIT_BYTES;
    int endUnit = (end + Ipv4Packet.FRAGMENT_UNIT_BYTES - 1) / Ipv4Packet.FRAGMENT_UNIT_BYTES;
    if (isRepetition(fragment, firstUnit, endUnit, more, whole)) {
      return Outcome.REPEATED;
    }
    if (!mark(firstUnit, endUnit)) {
      return Outcome.CONTRADICTS;
    }
    begins[firstUnit >>> 6] |= 1L << firstUnit;
    if (!more) {
      totalBytes = end;
    }
    ecnSeen = EcnMarks.with(ecnSeen, fragment.tos());
    highestEnd = Math.max(highestEnd, end);
    presentBytes += length;
    MemorySegment from = fragment.buffer().memory();
    MemorySegment.copy(from, fragment.transportAt(), whole.memory(), PAYLOAD_AT + offset, length);
    if (offset == 0) {
      hopLimit = fragment.hopLimit();
      tos = fragment.tos();
      firstLength = length;
      headerLength = fragment.transportAt() - fragment.ipAt();
      MemorySegment.copy(
          from, fragment.ipAt(), whole.memory(), PAYLOAD_AT - headerLength, headerLength);
    }
    return Outcome.ADDED;
  }

  boolean isComplete() {
    return presentBytes == totalBytes;
  }

  /** Tells whether the fragments agree on whether they may be marked for congestion. */
  boolean isConsistent() {
    return EcnMarks.merged(ecnSeen, tos) != EcnMarks.CONTRADICTION;
  }

  /** Gives the whole packet, and the reference to its buffer, to {@code packet}. */
  void moveTo(InboundPacket packet) {
    Buffer whole = Objects.requireNonNull(buffer);
    buffer = null;
    int ipAt = PAYLOAD_AT - headerLength;
    packet.reassembled(whole, ipAt);
    packet.header(ipAt, protocol, hopLimit, EcnMarks.merged(ecnSeen, tos));
    packet.transport(PAYLOAD_AT, totalBytes);
  }

  /** Lets {@code packet} show the first fragment, if it came; the buffer stays this one's. */
  boolean showFirst(InboundPacket packet) {
    Buffer whole = buffer;
    if (whole == null || headerLength == 0) {
      return false;
    }
    packet.frame(whole, 0, false, true, 0);
    packet.header(PAYLOAD_AT - headerLength, protocol, 1, 0);
    packet.addresses(srcHigh, srcLow, dstHigh, dstLow);
    packet.transport(PAYLOAD_AT, firstLength);
    return true;
  }

  /** Gives the memory back; no further fragment will be taken. */
  void condemn() {
    Buffer whole = buffer;
    if (whole != null) {
      buffer = null;
      whole.release();
    }
  }

  @Override
  protected void onDeadline(long now) {
    owner.onTimeout(this);
  }

  private boolean isPossible(InboundPacket fragment, int offset, boolean more, int capacity) {
    int length = fragment.transportLength();
    int end = offset + length;
    int header = fragment.transportAt() - fragment.ipAt();
    // The whole packet has the first fragment's headers, be they longer than this one's.
    int first = offset == 0 ? header : headerLength;
    int longest = Math.max(header + end, first + Math.max(end, highestEnd));
    boolean endFits =
        totalBytes == NOT_KNOWN
            ? more || end >= highestEnd
            : more ? end <= totalBytes : end == totalBytes;
    return length > 0
        && (!more || length % Ipv4Packet.FRAGMENT_UNIT_BYTES == 0)
        && header <= PAYLOAD_AT
        && longest <= (IpAddress.isV4(srcHigh, srcLow) ? Ipv4Packet.MAX_BYTES : MAX_BYTES_V6)
        && PAYLOAD_AT + end <= capacity
        && endFits;
  }

  // RFC 8200, 4.5: exact duplicates may be ignored. Networks make them, and condemn nothing.
  private boolean isRepetition(
      InboundPacket fragment, int firstUnit, int endUnit, boolean more, Buffer whole) {
    int length = fragment.transportLength();
    long at = PAYLOAD_AT + (long) firstUnit * Ipv4Packet.FRAGMENT_UNIT_BYTES;
    return isSet(begins, firstUnit)
        && endsAt(firstUnit, endUnit)
        && more == (totalBytes != firstUnit * Ipv4Packet.FRAGMENT_UNIT_BYTES + length)
        && MemorySegment.mismatch(
                fragment.buffer().memory(),
                fragment.transportAt(),
                fragment.transportAt() + (long) length,
                whole.memory(),
                at,
                at + length)
            < 0;
  }

  // Tells whether the fragment that begins at a unit ends at another.
  private boolean endsAt(int firstUnit, int endUnit) {
    int unit = firstUnit + 1;
    while (unit < UNITS && isSet(present, unit) && !isSet(begins, unit)) {
      unit++;
    }
    return unit == endUnit;
  }

  private static boolean isSet(long[] bits, int unit) {
    return (bits[unit >>> 6] & 1L << unit) != 0;
  }

  // Sets the bits [from, to); false when one was set before.
  private boolean mark(int from, int to) {
    for (int unit = from; unit < to; ) {
      int word = unit >>> 6;
      int last = Math.min(to, (word + 1) << 6);
      long bits = (-1L << unit) & (-1L >>> -last);
      if ((present[word] & bits) != 0) {
        return false;
      }
      present[word] |= bits;
      unit = last;
    }
    return true;
  }
}
