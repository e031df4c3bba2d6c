package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.portfwd.dns.TestMessage.A;
import static org.slirp4j.portfwd.dns.TestMessage.AAAA;
import static org.slirp4j.portfwd.dns.TestMessage.CNAME;
import static org.slirp4j.portfwd.dns.TestMessage.TXT;
import static org.slirp4j.portfwd.dns.TestMessage.query;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cache on a virtual clock. */
class AnswerCacheTest {
  private static final int NXDOMAIN = 3;
  private static final byte[] ADDRESS = {(byte) 192, 0, 2, 1};
  private static final byte[] SUBNET = {0, 8, 0, 4, 0, 1, 0, 0};

  private final AnswerCache cache = new AnswerCache();
  private long now = Long.MAX_VALUE - 10; // nanoTime may wrap

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private static byte[] positive(byte[] query, long seconds) {
    return TestMessage.answer(query, 0).record(1, A, seconds, ADDRESS).bytes();
  }

  private void keep(byte[] query, byte[] answer) {
    cache.keep(new Request(query), answer, now);
  }

  private byte @Nullable [] find(byte[] query) {
    Request request = new Request(query);
    return cache.find(request, request.limitBytes(), now);
  }

  private byte[] found(byte[] query) {
    byte[] found = find(query);
    assertNotNull(found);
    return found;
  }

  private static long ttl(byte[] answer, int index) {
    Question question = Question.of(answer);
    assertNotNull(question);
    Records records = new Records(answer, question);
    for (int i = 0; i <= index; i++) {
      assertTrue(records.next());
    }
    return records.ttl();
  }

  private void assertNotKept(byte[] query, byte[] answer) {
    keep(query, answer);
    assertEquals(0, cache.size());
    assertEquals(0, cache.bytes());
  }

  @Test
  void answerIsFoundUntilItsTimeIsOver() {
    byte[] query = query(1, "a.example", A).bytes();
    keep(query, positive(query, 10));
    assertArrayEquals(positive(query, 10), find(query));
    pass(9);
    assertArrayEquals(positive(query, 1), find(query));
    pass(1);
    assertNull(find(query));
    assertEquals(0, cache.size());
    assertEquals(0, cache.bytes());
  }

  @Test
  void answerHasTheAskersIdAndSpelling() {
    byte[] query = query(1, "a.example", A).bytes();
    keep(query, positive(query, 10));
    byte[] loud = query(0xabcd, "A.exAMPle", A).bytes();
    assertArrayEquals(positive(loud, 10), find(loud));
  }

  @Test
  void answerIsNoLongerAuthoritative() {
    byte[] query = query(1, "a.example", A).bytes();
    byte[] answer = TestMessage.answer(query, 0).set(0x0400).record(1, A, 9, ADDRESS).bytes();
    keep(query, answer);
    assertArrayEquals(positive(query, 9), find(query));
  }

  @Test
  void theLeastTtlOfAllRecordsCountsAndAllRunDown() {
    byte[] query = query(1, "a.example", A).bytes();
    byte[] answer =
        TestMessage.answer(query, 0)
            .record(1, A, 300, ADDRESS)
            .record(1, A, 20, ADDRESS)
            .record(2, 2, 100, TestMessage.name("ns.example"))
            .edns(1232, 0)
            .bytes();
    keep(query, answer);
    pass(15);
    byte[] found = found(query);
    assertEquals(285, ttl(found, 0));
    assertEquals(5, ttl(found, 1));
    assertEquals(85, ttl(found, 2));
    assertEquals(0, ttl(found, 3), "an OPT record has no TTL");
    pass(5);
    assertNull(find(query));
  }

  @Test
  void nothingIsBelievedForLongerThanTheBound() {
    byte[] query = query(1, "a.example", A).bytes();
    keep(query, positive(query, 1_000_000));
    pass(AnswerCache.MAX_SECONDS - 1);
    assertEquals(1_000_000 - AnswerCache.MAX_SECONDS + 1, ttl(found(query), 0));
    pass(1);
    assertNull(find(query));
  }

  // RFC 2308, 5: the lesser of the SOA's TTL and its MINIMUM counts, and runs down.
  @Test
  void whatIsNotThereIsKnownAsLongAsTheSoaSays() {
    byte[] query = query(1, "a.example", A).bytes();
    for (int code : new int[] {NXDOMAIN, 0}) {
      keep(query, TestMessage.answer(query, code).soa(100, 30).bytes());
      pass(20);
      byte[] found = found(query);
      assertEquals(code, DnsHeader.code(found));
      assertEquals(10, ttl(found, 0));
      pass(10);
      assertNull(find(query));
      keep(query, TestMessage.answer(query, code).soa(15, 60).bytes());
      pass(15);
      assertNull(find(query));
    }
  }

  @Test
  void whatIsNotThereIsLookedForAgainSoonerThanTheSoaSays() {
    byte[] query = query(1, "a.example", A).bytes();
    keep(query, TestMessage.answer(query, NXDOMAIN).soa(10_000, 10_000).bytes());
    pass(AnswerCache.MAX_NEGATIVE_SECONDS);
    assertNull(find(query));
  }

  @Test
  void negativeAnswerWithoutSoaIsNotKept() {
    byte[] query = query(1, "a.example", AAAA).bytes();
    assertNotKept(query, TestMessage.answer(query, NXDOMAIN).bytes());
    assertNotKept(query, TestMessage.answer(query, 0).bytes());
    byte[] alias = TestMessage.name("b.example");
    assertNotKept(query, TestMessage.answer(query, 0).record(1, CNAME, 60, alias).bytes());
  }

  @Test
  void aliasWithoutTheTypeThatWasAskedForIsANegativeAnswer() {
    byte[] query = query(1, "a.example", AAAA).bytes();
    byte[] alias = TestMessage.name("b.example");
    keep(query, TestMessage.answer(query, 0).record(1, CNAME, 60, alias).soa(600, 30).bytes());
    pass(29);
    assertEquals(31, ttl(found(query), 0));
    pass(1);
    assertNull(find(query));
  }

  @Test
  void failuresTruncatedAnswersAndThoseForOnceAreNotKept() {
    byte[] query = query(1, "a.example", A).bytes();
    for (int code : new int[] {1, 2, 4, 5}) {
      assertNotKept(query, TestMessage.answer(query, code).record(1, A, 60, ADDRESS).bytes());
    }
    assertNotKept(
        query, TestMessage.answer(query, 0).set(0x0200).record(1, A, 60, ADDRESS).bytes());
    assertNotKept(query, positive(query, 0));
    assertNotKept(query, positive(query, 0x8000_0000L)); // RFC 2181, 8
    assertNotKept(
        query, TestMessage.answer(query, 0).record(1, A, 60, ADDRESS).record(1, A, 0).bytes());
  }

  @Test
  void optionsMakeAnAnswerOneAskersOwn() {
    byte[] query = query(1, "a.example", A).edns(1232, 0).bytes();
    assertNotKept(
        query,
        TestMessage.answer(query, 0).record(1, A, 60, ADDRESS).edns(1232, 0, SUBNET).bytes());
    byte[] asking = query(1, "a.example", A).edns(1232, 0, SUBNET).bytes();
    assertNotKept(asking, positive(asking, 60));
    byte[] signed = query(1, "a.example", A).record(3, 250, 0).bytes();
    assertNotKept(signed, positive(signed, 60));
  }

  @Test
  void otherQueriesAreOtherEntries() {
    byte[][] queries = {
      query(1, "a.example", A).bytes(),
      query(1, "b.example", A).bytes(),
      query(1, "a.example", TXT).bytes(),
      query(1, "a.example", A).clear(0x0100).bytes(),
      query(1, "a.example", A).set(0x0010).bytes(),
      query(1, "a.example", A).set(0x0020).bytes(),
      query(1, "a.example", A).edns(1232, 0).bytes(),
      query(1, "a.example", A).edns(1232, 0x8000).bytes(),
    };
    for (int i = 0; i < queries.length; i++) {
      assertNull(find(queries[i]), "query " + i);
      int type = i == 2 ? TXT : A;
      keep(queries[i], TestMessage.answer(queries[i], 0).record(1, type, 60).bytes());
    }
    assertEquals(queries.length, cache.size());
  }

  @Test
  void onlyQuestionsAboutNamesOfTheInternetAreKept() {
    for (int type : new int[] {41, TestMessage.AXFR, TestMessage.ANY, 249}) {
      byte[] query = query(1, "a.example", type).bytes();
      assertNotKept(query, TestMessage.answer(query, 0).record(1, type, 60).bytes());
    }
    byte[] chaos = TestMessage.empty(1).question("version.bind", TXT, 3).bytes();
    assertNotKept(chaos, TestMessage.answer(chaos, 0).record(1, TXT, 60).bytes());
    byte[] update = query(1, "a.example", A).set(0x2800).bytes();
    assertNotKept(update, positive(update, 60));
  }

  @Test
  void answerThatIsTooLongForTheAskerIsNotFound() {
    byte[] wide = query(1, "a.example", TXT).edns(4096, 0).bytes();
    keep(wide, TestMessage.answer(wide, 0).record(1, TXT, 60, new byte[1_000]).bytes());
    assertNotNull(find(wide));
    assertNull(find(query(1, "a.example", TXT).edns(1_000, 0).bytes()));
    assertNotNull(
        cache.find(new Request(query(1, "a.example", TXT).edns(1, 0).bytes()), 65535, now));
  }

  @Test
  void messageThatIsNotWholeIsNotKept() {
    byte[] query = query(1, "a.example", A).bytes();
    byte[] whole = positive(query, 60);
    for (int length = query.length; length < whole.length; length++) {
      assertNotKept(query, Arrays.copyOf(whole, length));
    }
    assertNotKept(query, Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void entriesAreBounded() {
    byte[] first = query(1, "n0.example", A).bytes();
    for (int i = 0; i < 2 * AnswerCache.MAX_ENTRIES; i++) {
      byte[] query = query(1, "n" + i + ".example", A).bytes();
      keep(query, positive(query, 60));
      find(first); // what is used stays
    }
    assertEquals(AnswerCache.MAX_ENTRIES, cache.size());
    assertNotNull(find(first));
    assertNull(find(query(1, "n1.example", A).bytes()));
  }

  @Test
  void bytesAreBounded() {
    int most = 0;
    for (int i = 0; i < 200; i++) {
      byte[] query = query(1, "n" + i + ".example", TXT).edns(9_000, 0).bytes();
      keep(query, TestMessage.answer(query, 0).record(1, TXT, 60, new byte[7_000]).bytes());
      most = Math.max(most, cache.bytes());
    }
    assertTrue(most <= AnswerCache.MAX_BYTES && most > AnswerCache.MAX_BYTES / 2, "" + most);
    assertTrue(cache.size() * 7_000 <= AnswerCache.MAX_BYTES);
    byte[] query = query(1, "long.example", TXT).edns(65_000, 0).bytes();
    keep(
        query,
        TestMessage.answer(query, 0)
            .record(1, TXT, 60, new byte[AnswerCache.MAX_ANSWER_BYTES])
            .bytes());
    assertNull(find(query));
  }

  @Test
  void newerAnswerTakesThePlaceOfTheOlder() {
    byte[] query = query(1, "a.example", A).bytes();
    keep(query, positive(query, 10));
    keep(query, positive(query, 20));
    assertEquals(1, cache.size());
    assertEquals(positive(query, 20).length, cache.bytes());
    assertArrayEquals(positive(query, 20), find(query));
    cache.clear();
    assertNull(find(query));
    assertEquals(0, cache.bytes());
  }

  @Test
  void namesThatDifferInWhatIsNoLetterAreDifferent() {
    byte[] at = query(1, "a@.example", A).bytes();
    keep(at, positive(at, 10));
    assertNull(find(query(1, "a`.example", A).bytes()));
  }
}
