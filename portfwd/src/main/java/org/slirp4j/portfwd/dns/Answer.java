package org.slirp4j.portfwd.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slirp4j.tcpip.IpAddress;

/** An answer of our own making: the question again, then records of the name that was asked for. */
final class Answer {
  static final int TYPE_A = 1;
  static final int TYPE_AAAA = 28;
  static final int TYPE_PTR = 12;

  /** How long our answers hold: the gateway does not move, but containers are copied. */
  static final int SECONDS = 60;

  /** More than the longest question, eight IPv6 addresses or a name, and an OPT record. */
  private static final int MAX_BYTES = 512;

  /** What may be sent to us by UDP: as much as is never cut into fragments (DNS flag day 2020). */
  private static final short OWN_LIMIT_BYTES = 1232;

  private static final short POINTER_TO_QUESTION = (short) (0xc000 | Question.AT);
  private static final int DNSSEC_OK = 0x8000;
  private static final int BAD_VERSION = 1 << 24; // RFC 6891, 6.1.3: 16, in two parts
  private static final short SOA_BYTES = 22;

  private final Request request;
  private final int seconds;
  private final ByteBuffer message = ByteBuffer.allocate(MAX_BYTES);
  private int extendedCode;

  /** Starts an answer that says {@code code}, and holds for {@link #SECONDS}. */
  Answer(Request request, int code) {
    this(request, code, SECONDS);
  }

  /** Starts an answer that says {@code code}, and holds for {@code seconds}. */
  Answer(Request request, int code, int seconds) {
    this.request = request;
    this.seconds = seconds;
    Question question = request.question();
    byte[] query = request.message();
    message.put(query, 0, question == null ? DnsHeader.BYTES : question.end());
    DnsHeader.setFlags(message.array(), DnsHeader.answerFlags(query, code));
    DnsHeader.setCount(message.array(), DnsHeader.QUESTION, question == null ? 0 : 1);
    for (int section = DnsHeader.ANSWER; section <= DnsHeader.ADDITIONAL; section++) {
      DnsHeader.setCount(message.array(), section, 0);
    }
  }

  /** Makes it the answer to an EDNS of another version than ours, which is 0. */
  void badVersion() {
    extendedCode = BAD_VERSION;
  }

  /** Says that the name has this address, too. */
  void addAddress(IpAddress address) {
    if (address.isV4()) {
      start(TYPE_A, Integer.BYTES).putInt((int) address.low());
    } else {
      start(TYPE_AAAA, 2 * Long.BYTES).putLong(address.high()).putLong(address.low());
    }
    countAnswer();
  }

  /** Says that this is the name of what was asked for: labels with dots between them. */
  void addPointer(String name) {
    start(TYPE_PTR, name.length() + 2);
    int from = 0;
    while (from < name.length()) {
      int dot = name.indexOf('.', from);
      int end = dot < 0 ? name.length() : dot;
      message.put((byte) (end - from));
      message.put(name.substring(from, end).getBytes(StandardCharsets.ISO_8859_1));
      from = end + 1;
    }
    message.put((byte) 0);
    countAnswer();
  }

  private void countAnswer() {
    int count = DnsHeader.count(message.array(), DnsHeader.ANSWER);
    DnsHeader.setCount(message.array(), DnsHeader.ANSWER, count + 1);
  }

  /** Says for how long there will be nothing else (RFC 2308, 3). The names in it are the root. */
  void addAuthority() {
    start(Records.TYPE_SOA, SOA_BYTES).putShort((short) 0);
    message.putInt(1); // serial
    for (int field = 0; field < 4; field++) { // refresh, retry, expire, minimum
      message.putInt(seconds);
    }
    DnsHeader.setCount(message.array(), DnsHeader.AUTHORITY, 1);
  }

  private ByteBuffer start(int type, int dataBytes) {
    message.putShort(POINTER_TO_QUESTION).putShort((short) type);
    message.putShort((short) Question.CLASS_IN);
    return message.putInt(seconds).putShort((short) dataBytes);
  }

  /** Returns the message; nothing may be added any more. */
  byte[] message() {
    if (request.hasEdns()) { // RFC 6891, 6.1.1: then the answer has it, too
      message.put((byte) 0).putShort((short) Records.TYPE_OPT).putShort(OWN_LIMIT_BYTES);
      message.putInt(extendedCode | (request.wantsDnssec() ? DNSSEC_OK : 0)).putShort((short) 0);
      DnsHeader.setCount(message.array(), DnsHeader.ADDITIONAL, 1);
    }
    return Arrays.copyOf(message.array(), message.position());
  }
}
