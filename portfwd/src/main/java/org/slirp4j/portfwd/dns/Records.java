package org.slirp4j.portfwd.dns;

/**
 * A walk over the resource records of a message (RFC 1035, 4.1.3).
 *
 * <pre>
 *   name, maybe a pointer | type 16 | class 16 | TTL 32 | length 16 | data
 * </pre>
 *
 * <p>Ends behind the last record or before the first that is not whole. Every step goes forward, so
 * a message of n bytes has less than n/10.
 */
final class Records {
  static final int TYPE_CNAME = 5;
  static final int TYPE_SOA = 6;
  static final int TYPE_DNAME = 39;
  static final int TYPE_OPT = 41;
  static final int TYPE_RRSIG = 46;

  private static final int FIXED_BYTES = 10;

  private final byte[] message;
  private int section = DnsHeader.ANSWER;
  private int left;
  private int fixedAt;
  private int next;
  private boolean broken;

  /** Makes a walk that stands before the first record. */
  Records(byte[] message, Question question) {
    this.message = message;
    this.left = DnsHeader.count(message, DnsHeader.ANSWER);
    this.next = question.end();
  }

  /** Goes to the next record; false when there is none. */
  boolean next() {
    while (left == 0 && section < DnsHeader.ADDITIONAL) {
      section++;
      left = DnsHeader.count(message, section);
    }
    if (left == 0 || broken) {
      return false;
    }
    left--;
    fixedAt = DnsName.skip(message, next);
    broken = fixedAt < 0 || fixedAt + FIXED_BYTES > message.length;
    if (!broken) {
      next = fixedAt + FIXED_BYTES + dataLength();
      broken = next > message.length;
    }
    return !broken;
  }

  /** Tells, after the walk, whether the message was records to its very end. */
  boolean wereWhole() {
    return !broken && next == message.length;
  }

  int section() {
    return section;
  }

  int type() {
    return Octets.get16(message, fixedAt);
  }

  /** Returns the class's place, which holds a size in an OPT record (RFC 6891, 6.1.2). */
  int dnsClass() {
    return Octets.get16(message, fixedAt + 2);
  }

  /** Returns the TTL's place, which holds flags in an OPT record (RFC 6891, 6.1.3). */
  long ttl() {
    return Octets.get32(message, fixedAt + 4);
  }

  void setTtl(long seconds) {
    Octets.put32(message, fixedAt + 4, seconds);
  }

  int dataLength() {
    return Octets.get16(message, fixedAt + 8);
  }

  int dataAt() {
    return fixedAt + FIXED_BYTES;
  }

  /**
   * Returns the last field of a SOA record, for how long it says that what is not there stays so
   * (RFC 2308, 4), or −1 when it is not one.
   */
  long soaMinimum() {
    int fields = DnsName.skip(message, dataAt());
    fields = fields < 0 ? -1 : DnsName.skip(message, fields);
    return fields >= 0 && fields + 20 == next ? Octets.get32(message, next - 4) : -1;
  }
}
