package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.portfwd.dns.TestMessage.A;
import static org.slirp4j.portfwd.dns.TestMessage.AAAA;
import static org.slirp4j.portfwd.dns.TestMessage.query;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;

/** Queries and answers that are nearly right. A failure's message has the seed that replays it. */
class MessageFuzzTest {
  private static final int ROUNDS = 200_000;
  private static final byte[][] QUERIES = {
    query(1, "host.containers.internal", A).bytes(),
    query(2, "a.example", A).edns(4096, 0x8000).bytes(),
    query(3, "a.example", AAAA).edns(1232, 0, (byte) 0, (byte) 10, (byte) 0, (byte) 0).bytes(),
    query(4, "example", TestMessage.AXFR).bytes(),
    query(5, "example", TestMessage.SOA).set(0x2800).record(2, A, 5, (byte) 1).bytes(),
  };

  private final LocalNames names =
      new LocalNames(IpAddress.v4(0x0a000202), new IpAddress(0xfd00L << 48, 2));
  private final AnswerCache cache = new AnswerCache();
  private long now;

  @Test
  void nothingThrowsAndNothingFalseIsKept() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int kept = 0;
    int local = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] asked = TestMessage.mutate(random, QUERIES[random.nextInt(QUERIES.length)]);
      if (asked.length < DnsHeader.BYTES) {
        continue;
      }
      try {
        Request request = new Request(asked);
        if (request.verdict() != DnsHeader.NO_ERROR) {
          assertTrue(request.answer(request.verdict()).length <= asked.length + 11);
          continue;
        }
        byte[] own = names.answer(request);
        if (own != null) {
          assertTrue(request.isAnsweredBy(own));
          local++;
        }
        kept += answer(random, request) ? 1 : 0;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertTrue(kept > 1_000 && local > 1_000, kept + " kept, " + local + " local");
  }

  private boolean answer(Random random, Request request) {
    byte[] query = request.message();
    TestMessage right = TestMessage.answer(QUERIES[1], random.nextInt(4));
    if (request.question() != null) {
      right = TestMessage.answer(query, random.nextInt(4));
    }
    right.record(1, A, random.nextInt(1 << random.nextInt(31)), (byte) 10, (byte) 1);
    right.soa(random.nextInt(100), random.nextInt(100)).edns(1232, 0);
    byte[] answer = TestMessage.mutate(random, right.bytes());
    if (!request.isAnsweredBy(answer)) {
      return false;
    }
    int before = cache.size();
    cache.keep(request, answer, now);
    boolean kept = cache.size() > before;
    now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000));
    byte[] found = cache.find(request, 0xffff, now);
    if (found != null) {
      assertEquals(request.id(), DnsHeader.id(found));
      assertTrue(request.isAnsweredBy(found));
      assertTtlsHaveNotGrown(found);
    }
    assertTrue(cache.size() <= AnswerCache.MAX_ENTRIES && cache.bytes() <= AnswerCache.MAX_BYTES);
    return kept;
  }

  private static void assertTtlsHaveNotGrown(byte[] found) {
    Question question = Question.of(found);
    assertNotNull(question);
    Records records = new Records(found, question);
    while (records.next()) {
      boolean isTtl = records.type() != Records.TYPE_OPT;
      assertTrue(!isTtl || (records.ttl() >= 1 && records.ttl() <= Integer.MAX_VALUE));
    }
    assertTrue(records.wereWhole());
  }
}
