package org.slirp4j.portfwd.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Writes DNS messages for tests. */
public final class TestMessage {
  public static final int A = 1;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int TXT = 16;
  public static final int AAAA = 28;
  public static final int AXFR = 252;
  public static final int ANY = 255;

  static final int RESPONSE = 0x8000;
  static final int OPT = 41;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int[] counts = new int[4];
  private int flags = 0x0100;
  private int id;

  private TestMessage() {}

  /** Starts a query of one question, that wants recursion. */
  public static TestMessage query(int id, String name, int type) {
    TestMessage message = new TestMessage();
    message.id = id;
    return message.question(name, type, 1);
  }

  /** Starts a query without questions. */
  static TestMessage empty(int id) {
    TestMessage message = new TestMessage();
    message.id = id;
    return message;
  }

  /** Starts an answer to a query: its header and its first question. */
  public static TestMessage answer(byte[] query, int code) {
    TestMessage message = new TestMessage();
    message.id = Octets.get16(query, 0);
    message.flags = Octets.get16(query, 2) | RESPONSE | 0x80 | code;
    int at = 12;
    while (query[at] != 0) {
      at += 1 + query[at];
    }
    message.out.write(query, 12, at + 5 - 12);
    message.counts[0] = 1;
    return message;
  }

  TestMessage question(String name, int type, int dnsClass) {
    out.writeBytes(name(name));
    put16(type);
    put16(dnsClass);
    counts[0]++;
    return this;
  }

  /** Sets bits of the header's second word. */
  public TestMessage set(int bits) {
    flags |= bits;
    return this;
  }

  /** Clears bits of the header's second word. */
  public TestMessage clear(int bits) {
    flags &= ~bits;
    return this;
  }

  /** Adds a record of the question's name. */
  public TestMessage record(int section, int type, long seconds, byte... data) {
    put16(0xc00c);
    put16(type);
    put16(1);
    put16((int) (seconds >>> 16));
    put16((int) seconds);
    put16(data.length);
    out.writeBytes(data);
    counts[section]++;
    return this;
  }

  /** Adds a SOA record to the authority section. */
  public TestMessage soa(long seconds, int minimum) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(name("ns"));
    data.writeBytes(new byte[] {(byte) 0xc0, 12});
    data.writeBytes(new byte[18]);
    data.write(minimum >> 8);
    data.write(minimum);
    return record(2, SOA, seconds, data.toByteArray());
  }

  /** Adds an OPT record. */
  public TestMessage edns(int limitBytes, long flags, byte... options) {
    out.write(0);
    put16(OPT);
    put16(limitBytes);
    put16((int) (flags >>> 16));
    put16((int) flags);
    put16(options.length);
    out.writeBytes(options);
    counts[3]++;
    return this;
  }

  public byte[] bytes() {
    byte[] body = out.toByteArray();
    byte[] message = new byte[12 + body.length];
    Octets.put16(message, 0, id);
    Octets.put16(message, 2, flags);
    for (int i = 0; i < counts.length; i++) {
      Octets.put16(message, 4 + 2 * i, counts[i]);
    }
    System.arraycopy(body, 0, message, 12, body.length);
    return message;
  }

  /** Returns a name as it stands in messages. */
  public static byte[] name(String name) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      labels.write(label.length());
      labels.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    labels.write(0);
    return labels.toByteArray();
  }

  /** Returns a message with some octets changed, lost or put in. */
  public static byte[] mutate(Random random, byte[] message) {
    byte[] mutant = message.clone();
    for (int changes = random.nextInt(4); changes > 0 && mutant.length > 0; changes--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] = (byte) random.nextInt();
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutant[at] = (byte) (0xc0 | random.nextInt(2)); // a pointer
        case 3 -> mutant = Arrays.copyOf(mutant, at);
        case 4 -> mutant = Arrays.copyOf(mutant, mutant.length + random.nextInt(20));
        default -> mutant[random.nextInt(Math.min(mutant.length, 12))] ^= (byte) random.nextInt(4);
      }
    }
    return mutant;
  }

  private void put16(int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
