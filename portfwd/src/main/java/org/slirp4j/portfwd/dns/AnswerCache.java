package org.slirp4j.portfwd.dns;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers that hold for a while (RFC 1034, 5.3.3; RFC 2308, 5). Small: it spares the way to the
 * host's resolver, whose own cache is the real one.
 *
 * <p>Kept are whole messages, by all of the query that makes a difference. What is handed out has
 * the asker's ID and spelling of the name, and TTLs that have run down.
 */
final class AnswerCache {
  static final int MAX_ENTRIES = 512;
  static final int MAX_BYTES = 256 << 10;
  static final int MAX_ANSWER_BYTES = 8 << 10;

  /** Longer than that nothing is believed: a day at the most is usual (RFC 1035, 7.3: sanity). */
  static final long MAX_SECONDS = TimeUnit.HOURS.toSeconds(1);

  /** The same for what is not there: soon after somebody has looked, it may be. */
  static final long MAX_NEGATIVE_SECONDS = TimeUnit.MINUTES.toSeconds(5);

  private static final int KEY_FLAGS =
      DnsHeader.RECURSION_DESIRED | DnsHeader.AUTHENTIC_DATA | DnsHeader.CHECKING_DISABLED;
  private static final int KEY_EDNS = 1;
  private static final int KEY_DNSSEC_OK = 2;

  /** From here on types are questions about messages, zones or all types (RFC 6895, 3.1). */
  private static final int FIRST_META_TYPE = 128;

  private static final int LAST_META_TYPE = 255;

  // By String, whose order keeps colliding names of a hostile container's from being slow.
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  /**
   * Returns the answer to a query, or null.
   *
   * @param limitBytes how long it may be
   */
  byte @Nullable [] find(Request request, int limitBytes, long nowNanos) {
    String key = key(request);
    Entry entry = key == null ? null : entries.get(key);
    Question question = request.question();
    if (key == null || entry == null || question == null) {
      return null;
    }
    long age = TimeUnit.NANOSECONDS.toSeconds(nowNanos - entry.sinceNanos);
    if (age >= entry.seconds) {
      remove(key);
      return null;
    }
    return entry.message.length > limitBytes ? null : answer(entry, request, question, age);
  }

  private static byte[] answer(Entry entry, Request request, Question question, long age) {
    byte[] answer = entry.message.clone();
    DnsHeader.setId(answer, request.id());
    DnsHeader.setFlags(answer, DnsHeader.flags(answer) & ~DnsHeader.AUTHORITATIVE);
    System.arraycopy(
        request.message(), Question.AT, answer, Question.AT, question.end() - Question.AT);
    Records records = new Records(answer, question);
    while (records.next()) {
      if (records.type() != Records.TYPE_OPT) {
        records.setTtl(records.ttl() - age);
      }
    }
    return answer;
  }

  /** Keeps an answer to a query if it may be kept. */
  void keep(Request request, byte[] answer, long nowNanos) {
    Question question = request.question();
    String key = key(request);
    if (key == null || question == null || answer.length > MAX_ANSWER_BYTES) {
      return;
    }
    byte[] kept = answer.clone();
    long seconds = Lifetime.seconds(kept, question);
    if (seconds > 0) {
      remove(key);
      entries.put(key, new Entry(kept, nowNanos, seconds));
      bytes += kept.length;
      evict();
    }
  }

  /** Forgets everything. */
  void clear() {
    entries.clear();
    bytes = 0;
  }

  int size() {
    return entries.size();
  }

  int bytes() {
    return bytes;
  }

  private void evict() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      bytes -= oldest.next().message.length;
      oldest.remove();
    }
  }

  private void remove(String key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      bytes -= entry.message.length;
    }
  }

  /** Returns all that makes answers differ, or null when none is kept. */
  private static @Nullable String key(Request request) {
    Question question = request.question();
    if (question == null || !request.isPlain() || question.dnsClass() != Question.CLASS_IN) {
      return null;
    }
    int type = question.type();
    if (type == Records.TYPE_OPT || (type >= FIRST_META_TYPE && type <= LAST_META_TYPE)) {
      return null;
    }
    int flags = DnsHeader.flags(request.message()) & KEY_FLAGS;
    flags |= request.hasEdns() ? KEY_EDNS : 0;
    flags |= request.wantsDnssec() ? KEY_DNSSEC_OK : 0;
    return question.name(request.message()) + (char) type + (char) flags;
  }

  /** An answer and when it came. */
  private static final class Entry {
    final byte[] message;
    final long sinceNanos;

    /** For how long it holds. */
    final long seconds;

    Entry(byte[] message, long sinceNanos, long seconds) {
      this.message = message;
      this.sinceNanos = sinceNanos;
      this.seconds = seconds;
    }
  }
}
