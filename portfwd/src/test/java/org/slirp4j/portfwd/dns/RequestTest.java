package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.portfwd.dns.TestMessage.A;
import static org.slirp4j.portfwd.dns.TestMessage.TXT;
import static org.slirp4j.portfwd.dns.TestMessage.answer;
import static org.slirp4j.portfwd.dns.TestMessage.query;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is made of a query, and what counts as its answer. */
class RequestTest {
  private static final byte[] QUERY = query(7, "a.example", A).bytes();

  private static boolean isAnswer(byte[] query, byte[] answer) {
    return new Request(query).isAnsweredBy(answer);
  }

  @Test
  void ednsIsUnderstood() {
    Request plain = new Request(QUERY);
    assertFalse(plain.hasEdns());
    assertEquals(512, plain.limitBytes());
    Request wide = new Request(query(7, "a", A).edns(4096, 0x8000).bytes());
    assertTrue(wide.hasEdns());
    assertTrue(wide.wantsDnssec());
    assertEquals(4096, wide.limitBytes());
    assertEquals(512, new Request(query(7, "a", A).edns(100, 0).bytes()).limitBytes());
  }

  @Test
  void sameQuestionIsAnAnswer() {
    assertTrue(isAnswer(QUERY, answer(QUERY, 0).record(1, A, 1).bytes()));
    assertTrue(isAnswer(QUERY, answer(QUERY, 3).bytes()));
  }

  // RFC 5452, 9.1; draft-vixie-dnsext-dns0x20, 2.2
  @Test
  void otherQuestionIsNoAnswer() {
    assertFalse(isAnswer(QUERY, answer(query(7, "b.example", A).bytes(), 0).bytes()));
    assertFalse(isAnswer(QUERY, answer(query(7, "A.example", A).bytes(), 0).bytes()), "0x20");
    assertFalse(isAnswer(QUERY, answer(query(7, "a.example", TXT).bytes(), 0).bytes()));
    byte[] chaos = TestMessage.empty(7).question("a.example", A, 3).bytes();
    assertFalse(isAnswer(QUERY, answer(chaos, 0).bytes()));
    assertFalse(isAnswer(QUERY, answer(QUERY, 0).question("a.example", A, 1).bytes()));
    assertFalse(isAnswer(QUERY, QUERY), "not a response");
    assertFalse(isAnswer(QUERY, answer(QUERY, 0).set(0x2800).bytes()), "other opcode");
    assertFalse(isAnswer(QUERY, Arrays.copyOf(answer(QUERY, 0).bytes(), 11)));
  }

  @Test
  void answerWithoutQuestionMaySayNoButNothingElse() {
    for (int code = 0; code < 16; code++) {
      byte[] bare = TestMessage.empty(7).set(0x8000 | code).bytes();
      assertEquals(code != 0 && code != 3, isAnswer(QUERY, bare), "code " + code);
    }
    byte[] update = query(7, "example", 6).set(0x2800).bytes();
    assertTrue(isAnswer(update, TestMessage.empty(7).set(0x8000 | 0x2800).bytes()));
  }

  @Test
  void queriesThatNobodyCanAnswerAreRefusedAtOnce() {
    assertEquals(1, new Request(TestMessage.empty(7).bytes()).verdict());
    byte[] two = query(7, "a", A).question("b", A, 1).bytes();
    assertEquals(1, new Request(two).verdict());
    byte[] circle = query(7, "a", A).bytes();
    circle[12] = (byte) 0xc0; // a pointer to itself
    circle[13] = 12;
    assertEquals(1, new Request(circle).verdict());
    byte[] stateful = TestMessage.empty(7).set(0x3000).bytes();
    assertEquals(4, new Request(stateful).verdict());
    assertEquals(0, new Request(TestMessage.empty(7).set(0x2800).bytes()).verdict());
    assertEquals(0, new Request(QUERY).verdict());
  }

  @Test
  void tooLongNamesAreNone() {
    String label = "x".repeat(63);
    String longest = label + "." + label + "." + label + "." + "x".repeat(61);
    assertEquals(255, TestMessage.name(longest).length);
    assertEquals(0, new Request(query(7, longest, A).bytes()).verdict());
    assertEquals(1, new Request(query(7, longest + "x", A).bytes()).verdict());
  }

  @Test
  void everyPartOfAMessageIsNone() {
    byte[] whole = query(7, "a.example", A).edns(4096, 0).bytes();
    for (int length = 12; length < QUERY.length; length++) {
      assertNull(Question.of(Arrays.copyOf(whole, length)), "" + length);
    }
    for (int length = QUERY.length; length < whole.length; length++) {
      assertFalse(new Request(Arrays.copyOf(whole, length)).isPlain(), "" + length);
    }
    assertTrue(new Request(whole).isPlain());
  }

  @Test
  void failureRepeatsTheQuestionAndHasEdnsIfTheQueryHas() {
    assertArrayEquals(answer(QUERY, 2).bytes(), new Request(QUERY).answer(2));
    byte[] wide = query(7, "a", A).edns(4096, 0).bytes();
    assertArrayEquals(answer(wide, 2).edns(1232, 0).bytes(), new Request(wide).answer(2));
    byte[] none = TestMessage.empty(7).bytes();
    byte[] told = TestMessage.empty(7).set(0x8081).bytes();
    assertArrayEquals(told, new Request(none).answer(1));
  }

  // RFC 7873: between a client and the server that it talks to
  @Test
  void cookieIsTakenOut() {
    byte[] cookie = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};
    Request asked = new Request(query(7, "a", A).edns(1232, 0x8000, cookie).bytes());
    assertArrayEquals(query(7, "a", A).edns(1232, 0x8000).bytes(), asked.message());
    assertTrue(asked.isPlain());
    byte[] among = {0, 3, 0, 0, 0, 10, 0, 1, 9, 0, 12, 0, 2, 0, 0, 0, 10, 0, 0};
    byte[] others = {0, 3, 0, 0, 0, 12, 0, 2, 0, 0};
    asked = new Request(query(7, "a", A).edns(1232, 0, among).bytes());
    assertArrayEquals(query(7, "a", A).edns(1232, 0, others).bytes(), asked.message());
    assertFalse(asked.isPlain());
  }

  @Test
  void whatIsSignedOrNoOptionStaysAsItIs() {
    byte[] cookie = {0, 10, 0, 2, 1, 2};
    byte[] signed = query(7, "a", A).edns(1232, 0, cookie).record(3, 250, 0).bytes();
    assertArrayEquals(signed, new Request(signed).message());
    byte[] broken = query(7, "a", A).edns(1232, 0, (byte) 0, (byte) 10, (byte) 0, (byte) 9).bytes();
    assertArrayEquals(broken, new Request(broken).message());
    assertFalse(new Request(broken).isPlain());
  }
}
