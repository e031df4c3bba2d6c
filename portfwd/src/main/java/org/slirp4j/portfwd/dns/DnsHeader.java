package org.slirp4j.portfwd.dns;

/**
 * The header of a DNS message (RFC 1035, 4.1.1; RFC 4035, 3.1.6 and 3.2.2).
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

  // Opcodes: RFC 1035, 4.1.1; RFC 8490, 5.4.
  static final int QUERY = 0;
  static final int STATEFUL = 6;

  // Response codes: RFC 1035, 4.1.1.
  static final int NO_ERROR = 0;
  static final int FORMAT_ERROR = 1;
  static final int SERVFAIL = 2;
  static final int NO_SUCH_NAME = 3;
  static final int NOT_IMPLEMENTED = 4;
  static final int REFUSED = 5;

  // Sections, by the order of their counts.
  static final int QUESTION = 0;
  static final int ANSWER = 1;
  static final int AUTHORITY = 2;
  static final int ADDITIONAL = 3;

  // Bits of the second 16-bit word.
  static final int RESPONSE = 0x8000;
  static final int AUTHORITATIVE = 0x0400;
  static final int TRUNCATED = 0x0200;
  static final int RECURSION_DESIRED = 0x0100;
  static final int RECURSION_AVAILABLE = 0x0080;
  static final int AUTHENTIC_DATA = 0x0020;
  static final int CHECKING_DISABLED = 0x0010;

  private static final int OPCODE_MASK = 0x7800;
  private static final int CODE_MASK = 0xf;
  private static final int COUNTS = 4;

  private DnsHeader() {}

  static int id(byte[] message) {
    return Octets.get16(message, 0);
  }

  static void setId(byte[] message, int id) {
    Octets.put16(message, 0, id);
  }

  static int flags(byte[] message) {
    return Octets.get16(message, 2);
  }

  static void setFlags(byte[] message, int flags) {
    Octets.put16(message, 2, flags);
  }

  static boolean isResponse(byte[] message) {
    return (flags(message) & RESPONSE) != 0;
  }

  static boolean isTruncated(byte[] message) {
    return (flags(message) & TRUNCATED) != 0;
  }

  static int opcode(byte[] message) {
    return (flags(message) & OPCODE_MASK) >>> 11;
  }

  static int code(byte[] message) {
    return flags(message) & CODE_MASK;
  }

  /** Returns how many records a section has. */
  static int count(byte[] message, int section) {
    return Octets.get16(message, COUNTS + 2 * section);
  }

  static void setCount(byte[] message, int section, int count) {
    Octets.put16(message, COUNTS + 2 * section, count);
  }

  /**
   * Returns the flags of an answer of ours: what the query says of itself is repeated (RFC 1035,
   * 4.1.1; RFC 4035, 3.1.6).
   */
  static int answerFlags(byte[] query, int code) {
    int kept = OPCODE_MASK | RECURSION_DESIRED | CHECKING_DISABLED;
    return (flags(query) & kept) | RESPONSE | RECURSION_AVAILABLE | code;
  }
}
