package org.slirp4j.runtime.demo;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.Ipv4;

/**
 * As much of DNS messages (RFC 1035, 4.1) as it takes to ask for a name's IPv4 address, and to
 * answer.
 */
final class DnsMessage {
  static final int MAX_BYTES = 512;

  private static final int FLAGS_QUERY = 0x0100; // recursion desired
  private static final int FLAGS_ANSWER = 0x8580; // a response, with authority, recursion available
  private static final int RESPONSE_BIT = 0x8000;
  private static final int RCODE_MASK = 0xf;
  private static final short TYPE_A = 1;
  private static final short CLASS_IN = 1;
  private static final short POINTER_TO_QUESTION = (short) 0xc00c;
  private static final int ANSWER_SECONDS = 60;

  private DnsMessage() {}

  /** Returns a query for the IPv4 address of {@code name}. */
  static byte[] query(int id, String name) {
    ByteBuffer message = ByteBuffer.allocate(MAX_BYTES);
    putHeader(message, id, FLAGS_QUERY, 0);
    for (String label : name.split("\\.", -1)) {
      message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    message.put((byte) 0).putShort(TYPE_A).putShort(CLASS_IN);
    return used(message);
  }

  /** Returns the answer to a query of one question, that its name has this IPv4 address. */
  static byte[] answer(byte[] query, int length, int address) {
    ByteBuffer message = ByteBuffer.allocate(MAX_BYTES);
    ByteBuffer question = ByteBuffer.wrap(query, 0, length);
    putHeader(message, question.getShort(0), FLAGS_ANSWER, 1);
    question.position(message.position());
    skipName(question);
    int end = Math.min(question.position() + 4, length);
    message.put(query, message.position(), end - message.position());
    message.putShort(POINTER_TO_QUESTION).putShort(TYPE_A).putShort(CLASS_IN);
    message.putInt(ANSWER_SECONDS).putShort((short) 4).putInt(address);
    return used(message);
  }

  /**
   * Returns the first IPv4 address in an answer to query {@code id}, as text; null if it has none.
   */
  static @Nullable String firstAddress(byte[] answer, int length, int id) {
    try {
      ByteBuffer message = ByteBuffer.wrap(answer, 0, length);
      int flags = Short.toUnsignedInt(message.getShort(2));
      if (message.getShort(0) != (short) id
          || (flags & RESPONSE_BIT) == 0
          || (flags & RCODE_MASK) != 0) {
        return null;
      }
      int questions = message.getShort(4);
      int answers = message.getShort(6);
      message.position(12);
      for (int i = 0; i < questions; i++) {
        skipName(message);
        message.getInt();
      }
      return firstAddress(message, answers);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return null; // not a whole message
    }
  }

  private static @Nullable String firstAddress(ByteBuffer message, int answers) {
    for (int i = 0; i < answers; i++) {
      skipName(message);
      int type = message.getShort();
      message.getShort();
      message.getInt();
      int dataLength = Short.toUnsignedInt(message.getShort());
      if (type == TYPE_A && dataLength == 4) {
        return Ipv4.text(message.getInt());
      }
      message.position(message.position() + dataLength);
    }
    return null;
  }

  private static void putHeader(ByteBuffer message, int id, int flags, int answers) {
    message.putShort((short) id).putShort((short) flags);
    message.putShort((short) 1).putShort((short) answers).putInt(0);
  }

  /** Skips labels up to the empty one or a pointer (RFC 1035, 4.1.4). */
  private static void skipName(ByteBuffer message) {
    while (true) {
      int length = Byte.toUnsignedInt(message.get());
      if (length >= 0xc0) {
        message.get();
        return;
      }
      if (length == 0) {
        return;
      }
      message.position(message.position() + length);
    }
  }

  private static byte[] used(ByteBuffer message) {
    byte[] bytes = new byte[message.flip().remaining()];
    message.get(bytes);
    return bytes;
  }
}
