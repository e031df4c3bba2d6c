package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.slirp4j.tcpip.IpAddress;

/**
 * Any bytes as a query of the container's and as what a name server says to it: nothing throws,
 * what is answered fits the query, and what is kept for later is as it was but for its age.
 *
 * <p>An input is the length of the query, how many seconds pass before it is asked again, the
 * query, and the rest as its answer.
 */
class DnsMessagesFuzzTest {
  private static final int HEAD_BYTES = 3;
  private static final byte[] NAME = name("www", "example", "org");

  private final LocalNames names =
      new LocalNames(IpAddress.v4(0x0a00_0202), new IpAddress(0xfd00L << 48, 2));

  private static byte[] name(String... labels) {
    return (Arrays.stream(labels)
                .map(label -> (char) label.length() + label)
                .reduce("", String::concat)
            + '\0')
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] message(int flags, byte[] name, int type, byte[]... records) {
    int length = DnsHeader.BYTES + name.length + 4;
    for (byte[] record : records) {
      length += record.length;
    }
    ByteBuffer message = ByteBuffer.allocate(length);
    message.putShort((short) 7).putShort((short) flags).putShort((short) 1);
    message.putShort((short) records.length).putInt(0);
    message.put(name).putShort((short) type).putShort((short) 1);
    for (byte[] record : records) {
      message.put(record);
    }
    return message.array();
  }

  private static byte[] record(int type, int seconds, byte[] data) {
    return ByteBuffer.allocate(12 + data.length)
        .putShort((short) 0xc00c)
        .putShort((short) type)
        .putShort((short) 1)
        .putInt(seconds)
        .putShort((short) data.length)
        .put(data)
        .array();
  }

  private static byte[] input(int seconds, byte[] query, byte[] answer) {
    return ByteBuffer.allocate(HEAD_BYTES + query.length + answer.length)
        .putShort((short) query.length)
        .put((byte) seconds)
        .put(query)
        .put(answer)
        .array();
  }

  static Stream<byte[]> written() {
    byte[] query = message(0x0100, NAME, Answer.TYPE_A);
    byte[] address = record(Answer.TYPE_A, 60, new byte[] {(byte) 192, 0, 2, 7});
    byte[] alias = record(Records.TYPE_CNAME, 60, new byte[] {1, 'a', (byte) 0xc0, 12});
    byte[] soa = new byte[22];
    soa[21] = 9;
    byte[] edns = {0, 0, 41, 16, 0, 0, 0, (byte) 0x80, 0, 0, 0};
    byte[] queryWithEdns = message(0x0100, NAME, Answer.TYPE_AAAA, edns);
    Octets.put16(queryWithEdns, 6, 0);
    Octets.put16(queryWithEdns, 10, 1);
    byte[] host = name("host", "containers", "internal");
    byte[] circle = message(0x8180, NAME, Answer.TYPE_A, alias, address);
    circle[circle.length - 16] = (byte) 0xc0;
    return Stream.of(
        input(5, query, message(0x8180, NAME, Answer.TYPE_A, alias, address)),
        input(5, query, message(0x8183, NAME, Answer.TYPE_A, record(Records.TYPE_SOA, 9, soa))),
        input(70, query, message(0x8180, NAME, Answer.TYPE_A, address)),
        input(0, queryWithEdns, queryWithEdns),
        input(0, message(0x0100, host, Answer.TYPE_A), new byte[0]),
        input(0, message(0x2800, host, 252), circle),
        "\0\14\0nameserver ::1%1\nsearch a.example B.Example.\n"
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What a fuzzer found on its way, an input per line in hexadecimal digits. */
  static Stream<byte[]> corpus() throws IOException {
    String name = DnsMessagesFuzzTest.class.getSimpleName() + ".txt";
    try (InputStream in =
        Objects.requireNonNull(DnsMessagesFuzzTest.class.getResourceAsStream(name), name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().map(HexFormat.of()::parseHex);
    }
  }

  @MethodSource({"written", "corpus"})
  @FuzzTest
  void messagesMaySayAnything(byte[] input) {
    SearchList.parse(new String(input, StandardCharsets.UTF_8)).forEach(SearchList::isDomain);
    if (input.length < HEAD_BYTES) {
      return;
    }
    int end = HEAD_BYTES + Math.min(Octets.get16(input, 0), input.length - HEAD_BYTES);
    byte[] query = Arrays.copyOfRange(input, HEAD_BYTES, end);
    byte[] answer = Arrays.copyOfRange(input, end, input.length);
    deframe(input, query);
    if (query.length >= DnsHeader.BYTES) {
      ask(new Request(query), answer, input[2] & 0xff);
    }
  }

  private void ask(Request request, byte[] answer, int seconds) {
    int verdict = request.verdict();
    byte[] refusal = request.answer(verdict == DnsHeader.NO_ERROR ? DnsHeader.REFUSED : verdict);
    assertTrue(request.isAnsweredBy(refusal) || request.question() == null, "our own answer");
    assertTrue(request.limitBytes() >= Request.PLAIN_LIMIT_BYTES, "limit");
    byte[] own = names.answer(request);
    if (own != null) {
      assertTrue(request.isAnsweredBy(own), "our own answer");
      assertEquals(request.id(), DnsHeader.id(own), "ID");
    }
    if (request.isAnsweredBy(answer)) {
      keep(request, answer, seconds);
    }
  }

  private static void keep(Request request, byte[] answer, int seconds) {
    AnswerCache cache = new AnswerCache();
    cache.keep(request, answer, 0);
    assertTrue(cache.size() <= 1 && cache.bytes() <= AnswerCache.MAX_ANSWER_BYTES, "bounds");
    byte[] found = cache.find(request, 0xffff, TimeUnit.SECONDS.toNanos(seconds));
    if (found != null) {
      assertTrue(request.isAnsweredBy(found), "kept answer");
      assertEquals(request.id(), DnsHeader.id(found), "ID");
      assertEquals(answer.length, found.length, "length");
      checkAge(request, answer, found, seconds);
    }
  }

  private static void checkAge(Request request, byte[] answer, byte[] found, int seconds) {
    Question question = request.question();
    assertTrue(question != null, "an answer without a question was kept");
    Records before = new Records(answer, question);
    Records after = new Records(found, question);
    while (before.next()) {
      assertTrue(after.next(), "a record is gone");
      assertEquals(before.type(), after.type(), "type");
      if (before.type() != Records.TYPE_OPT) {
        assertTrue(after.ttl() >= 1, "a record that is too old");
        assertTrue(after.ttl() <= Math.max(before.ttl() - seconds, 1), "a record grew younger");
      }
    }
  }

  /** The same message comes out of a stream however it is cut. */
  private static void deframe(byte[] input, byte[] query) {
    byte[] framed = MessageFramer.framed(query);
    MessageFramer framer = new MessageFramer();
    List<Integer> cuts = List.of(input[0] & 7, input[1] & 63, framed.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(framed.length);
      MemorySegment.copy(MemorySegment.ofArray(framed), 0, memory, 0, framed.length);
      int done = 0;
      for (int cut : cuts) {
        while (done < Math.min(cut, framed.length)) {
          int taken = framer.take(memory, done, Math.min(cut, framed.length) - done);
          assertTrue(taken > 0, "a stream that stands still");
          done += taken;
        }
      }
    }
    assertTrue(framer.isWhole(), "a whole message");
    assertTrue(Arrays.equals(query, framer.message()), "the message");
  }
}
