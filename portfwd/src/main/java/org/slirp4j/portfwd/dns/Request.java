package org.slirp4j.portfwd.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the container asks: a message, and what is to be known about it. */
final class Request {
  /** What a client takes that says nothing of it (RFC 1035, 4.2.1). */
  static final int PLAIN_LIMIT_BYTES = 512;

  // Types that ask for a whole zone: RFC 1995, RFC 5936.
  private static final int TYPE_IXFR = 251;
  private static final int TYPE_AXFR = 252;

  private static final long DNSSEC_OK = 0x8000;
  private static final int VERSION_SHIFT = 16;
  private static final int VERSION_MASK = 0xff;

  private static final int OPTION_COOKIE = 10; // RFC 7873, 4
  private static final int OPTION_HEADER_BYTES = 4;

  private final @Nullable Question question;
  private byte[] message;

  // What the OPT record says, if there is one.
  private boolean edns;
  private boolean dnssecOk;
  private int version;
  private int limitBytes = PLAIN_LIMIT_BYTES;

  private boolean plain;

  /** Reads a message of at least {@link DnsHeader#BYTES} that is no response. */
  Request(byte[] message) {
    this.message = message;
    this.question = Question.of(message);
    if (question != null) {
      readRecords(question);
    }
  }

  private void readRecords(Question asked) {
    Records records = new Records(message, asked);
    int optionsAt = 0;
    plain = true;
    while (records.next()) {
      if (records.type() == Records.TYPE_OPT && !edns) {
        edns = true;
        optionsAt = records.dataAt();
        limitBytes = Math.max(records.dnsClass(), PLAIN_LIMIT_BYTES); // RFC 6891, 6.2.3
        dnssecOk = (records.ttl() & DNSSEC_OK) != 0;
        version = (int) (records.ttl() >>> VERSION_SHIFT) & VERSION_MASK;
      } else {
        plain = false;
      }
    }
    plain &= records.wereWhole();
    if (plain && edns) { // then its options are all that is left of the message
      removeCookie(optionsAt);
      plain = message.length == optionsAt;
    }
  }

  /**
   * Takes the cookie out of the options: it is between a client and the server that it talks to,
   * which has none to give and knows no other (RFC 7873, 5.2.1; RFC 6891, 6.1.1: not forwarded).
   */
  private void removeCookie(int optionsAt) {
    int at = optionsAt;
    while (at + OPTION_HEADER_BYTES <= message.length) {
      int end = at + OPTION_HEADER_BYTES + Octets.get16(message, at + 2);
      if (end > message.length) {
        return;
      }
      if (Octets.get16(message, at) == OPTION_COOKIE) {
        byte[] less = Arrays.copyOf(message, message.length - (end - at));
        System.arraycopy(message, end, less, at, message.length - end);
        Octets.put16(less, optionsAt - 2, less.length - optionsAt);
        message = less;
      } else {
        at = end;
      }
    }
  }

  /** Returns what name servers are asked. */
  byte[] message() {
    return message;
  }

  @Nullable Question question() {
    return question;
  }

  int id() {
    return DnsHeader.id(message);
  }

  boolean hasEdns() {
    return edns;
  }

  boolean wantsDnssec() {
    return dnssecOk;
  }

  int ednsVersion() {
    return version;
  }

  /** Returns how long an answer by UDP may be. */
  int limitBytes() {
    return limitBytes;
  }

  /**
   * Tells whether it is a question and nothing else but an OPT record without options: those make
   * answers that are for one asker, such as a client subnet (RFC 7871).
   */
  boolean isPlain() {
    return plain && DnsHeader.opcode(message) == DnsHeader.QUERY;
  }

  /** Tells whether a whole zone is asked for: any number of messages answer that. */
  boolean isTransfer() {
    return question != null && (question.type() == TYPE_AXFR || question.type() == TYPE_IXFR);
  }

  /**
   * Returns the code to answer with at once because nobody is to be asked, or {@link
   * DnsHeader#NO_ERROR}.
   */
  int verdict() {
    int opcode = DnsHeader.opcode(message);
    if (opcode == DnsHeader.STATEFUL) {
      return DnsHeader.NOT_IMPLEMENTED; // RFC 8490, 5.1: a session is of one hop
    }
    // RFC 9619, 4: with this opcode there is one question.
    return opcode == DnsHeader.QUERY && question == null
        ? DnsHeader.FORMAT_ERROR
        : DnsHeader.NO_ERROR;
  }

  /** Tells whether a message answers this one, its ID left out of account (RFC 5452, 9.1). */
  boolean isAnsweredBy(byte[] answer) {
    if (answer.length < DnsHeader.BYTES
        || !DnsHeader.isResponse(answer)
        || DnsHeader.opcode(answer) != DnsHeader.opcode(message)) {
      return false;
    }
    if (question == null || question.isRepeated(message, answer)) {
      return true;
    }
    // Who does not repeat the question may say no, or that it was not understood, but nothing that
    // would be believed. Other opcodes need not repeat theirs (RFC 2136, 3.8).
    int code = DnsHeader.code(answer);
    boolean saysSomething = code == DnsHeader.NO_ERROR || code == DnsHeader.NO_SUCH_NAME;
    return DnsHeader.count(answer, DnsHeader.QUESTION) == 0
        && (DnsHeader.opcode(message) != DnsHeader.QUERY || !saysSomething);
  }

  /** Returns an answer without records that says {@code code}. */
  byte[] answer(int code) {
    return new Answer(this, code).message();
  }
}
