package org.slirp4j.portfwd.dns;

/** For how long an answer holds. */
final class Lifetime {
  private static final long TTL_SIGN = 0x8000_0000L;

  private Lifetime() {}

  /**
   * Returns for how many seconds an answer may be kept, 0 if not at all. It sets the TTL of a SOA
   * record that speaks of what is not there to what counts (RFC 2308, 5).
   *
   * @param answer answers {@code question}
   */
  static long seconds(byte[] answer, Question question) {
    int code = DnsHeader.code(answer);
    boolean isKnown = code == DnsHeader.NO_ERROR || code == DnsHeader.NO_SUCH_NAME;
    if (!isKnown
        || DnsHeader.isTruncated(answer) // RFC 2181, 9: to be thrown away
        || DnsHeader.count(answer, DnsHeader.QUESTION) != 1) {
      return 0;
    }
    long least = AnswerCache.MAX_SECONDS;
    boolean isThere = false;
    boolean hasSoa = false;
    Records records = new Records(answer, question);
    while (records.next()) {
      if (records.type() == Records.TYPE_OPT) {
        if (saysMore(records)) {
          return 0;
        }
        continue;
      }
      isThere |= records.section() == DnsHeader.ANSWER && records.type() == question.type();
      if (records.section() == DnsHeader.AUTHORITY && records.type() == Records.TYPE_SOA) {
        hasSoa = true;
        clampToMinimum(records);
      }
      least = Math.min(least, ttl(records));
    }
    boolean isNegative = code == DnsHeader.NO_SUCH_NAME || !isThere;
    if (!records.wereWhole() || (isNegative && !hasSoa)) { // RFC 2308, 5: without SOA, not
      return 0;
    }
    return isNegative ? Math.min(least, AnswerCache.MAX_NEGATIVE_SECONDS) : least;
  }

  // Options are for one asker, and the upper bits of a code are no success.
  private static boolean saysMore(Records opt) {
    return opt.dataLength() != 0 || opt.ttl() >>> 24 != 0;
  }

  private static void clampToMinimum(Records soa) {
    long minimum = soa.soaMinimum();
    if (minimum >= 0 && minimum < soa.ttl()) {
      soa.setTtl(minimum);
    }
  }

  private static long ttl(Records record) {
    long ttl = record.ttl();
    return (ttl & TTL_SIGN) != 0 ? 0 : ttl; // RFC 2181, 8
  }
}
