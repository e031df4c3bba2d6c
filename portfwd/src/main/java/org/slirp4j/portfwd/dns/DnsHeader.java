package org.slirp4j.portfwd.dns;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The header of a DNS message (RFC 1035, 4.1.1).
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *  |              ID               |
 *  |Q|Opcode |A|T|R|R|Z|A|C| RCODE |
 *  |           QDCOUNT … ARCOUNT   |  4 × 16 bits
 * </pre>
 *
 * <p>Whoever calls has seen that {@link #BYTES} are there.
 */
final class DnsHeader {
  static final int BYTES = 12;

  static final int SERVFAIL = 2;
  static final int REFUSED = 5;

  private static final int RESPONSE = 0x80;
  private static final int AUTHORITATIVE_OR_TRUNCATED = 0x06;
  private static final int RECURSION_AVAILABLE = 0x80;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);

  private DnsHeader() {}

  static int id(MemorySegment message, int at) {
    return Short.toUnsignedInt(message.get(SHORT, at));
  }

  static boolean isResponse(MemorySegment message, int at) {
    return (message.get(ValueLayout.JAVA_BYTE, at + 2) & RESPONSE) != 0;
  }

  static int responseCode(MemorySegment message, int at) {
    return message.get(ValueLayout.JAVA_BYTE, at + 3) & 0xf;
  }

  /** Turns a query into the answer that nobody could answer it; its question stays. */
  static void makeServerFailure(MemorySegment query, int at) {
    int flags = query.get(ValueLayout.JAVA_BYTE, at + 2);
    flags = (flags & ~AUTHORITATIVE_OR_TRUNCATED) | RESPONSE;
    query.set(ValueLayout.JAVA_BYTE, at + 2, (byte) flags);
    query.set(ValueLayout.JAVA_BYTE, at + 3, (byte) (RECURSION_AVAILABLE | SERVFAIL));
  }
}
