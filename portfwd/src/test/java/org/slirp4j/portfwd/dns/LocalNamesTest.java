package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.slirp4j.portfwd.dns.TestMessage.A;
import static org.slirp4j.portfwd.dns.TestMessage.AAAA;
import static org.slirp4j.portfwd.dns.TestMessage.TXT;
import static org.slirp4j.portfwd.dns.TestMessage.query;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.IpAddress;

class LocalNamesTest {
  private static final byte[] V4 = {10, 0, 2, 2};
  private static final byte[] V6 = {(byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
  private static final IpAddress GATEWAY = IpAddress.v4(0x0a00_0202);

  private final LocalNames names = new LocalNames(GATEWAY, new IpAddress(0xfd00L << 48, 2));

  private byte[] ask(TestMessage query) {
    byte[] answer = names.answer(new Request(query.bytes()));
    assertNotNull(answer);
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host.containers.internal",
        "host.docker.internal",
        "gateway.docker.internal",
        "HOST.Containers.Internal"
      })
  void hostsNamesAreTheGateways(String name) {
    TestMessage query = query(7, name, A);
    assertArrayEquals(
        TestMessage.answer(query.bytes(), 0).record(1, A, Answer.SECONDS, V4).bytes(), ask(query));
    query = query(7, name, AAAA);
    assertArrayEquals(
        TestMessage.answer(query.bytes(), 0).record(1, AAAA, Answer.SECONDS, V6).bytes(),
        ask(query));
  }

  // RFC 2308, 2.2: no data, with a SOA that says for how long
  @Test
  void otherTypesAreNotThere() {
    assertIsNoData(ask(query(7, "host.containers.internal", TXT)));
    LocalNames withoutIpv6 = new LocalNames(GATEWAY, null);
    byte[] query = query(7, "host.containers.internal", AAAA).bytes();
    byte[] answer = withoutIpv6.answer(new Request(query));
    assertNotNull(answer);
    assertIsNoData(answer);
  }

  private static void assertIsNoData(byte[] answer) {
    assertEquals(0, DnsHeader.code(answer));
    assertEquals(0, DnsHeader.count(answer, DnsHeader.ANSWER));
    assertEquals(1, DnsHeader.count(answer, DnsHeader.AUTHORITY));
    Question question = Question.of(answer);
    assertNotNull(question);
    assertEquals(Answer.SECONDS, Lifetime.seconds(answer, question), "clients can keep it");
  }

  // RFC 6891, 6.1.1
  @Test
  void queryWithEdnsIsAnsweredWithEdns() {
    TestMessage query = query(7, "host.docker.internal", A).edns(4096, 0x8000);
    assertArrayEquals(
        TestMessage.answer(query.bytes(), 0)
            .record(1, A, Answer.SECONDS, V4)
            .edns(1232, 0x8000)
            .bytes(),
        ask(query));
  }

  // RFC 6891, 6.1.3
  @Test
  void otherVersionOfEdnsIsNotUnderstood() {
    TestMessage query = query(7, "host.docker.internal", A).edns(4096, 1 << 16);
    assertArrayEquals(TestMessage.answer(query.bytes(), 0).edns(1232, 1 << 24).bytes(), ask(query));
  }

  @Test
  void otherNamesAreNotOurs() {
    for (String name : new String[] {"containers.internal", "a.host.docker.internal", "host"}) {
      assertNull(names.answer(new Request(query(7, name, A).bytes())), name);
    }
    byte[] chaos = TestMessage.empty(7).question("host.docker.internal", A, 3).bytes();
    assertNull(names.answer(new Request(chaos)));
  }
}
