package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.slirp4j.portfwd.dns.TestMessage.A;
import static org.slirp4j.portfwd.dns.TestMessage.AAAA;
import static org.slirp4j.portfwd.dns.TestMessage.TXT;
import static org.slirp4j.portfwd.dns.TestMessage.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.tcpip.IpAddress;

class OtherNamesTest {
  private static final int PTR = 12;
  private static final IpAddress WEB = IpAddress.v4(0x0ad5_0103);
  private static final IpAddress WEB6 = new IpAddress(0xfd73_6c69_7270_0103L, 0x5054_00ffL);

  private String container = "web.shop";
  private final OtherNames names = new OtherNames(OWN);

  private static final NameSource OWN =
      new NameSource() {
        @Override
        public @Nullable List<IpAddress> addresses(String name) {
          return null;
        }

        @Override
        public boolean covers(IpAddress address) {
          return address.isV4() && address.v4Bits() >>> 8 == 0x0a0002;
        }

        @Override
        public @Nullable String name(IpAddress address) {
          return address.v4Bits() == 0x0a00_0202 ? "host.containers.internal" : null;
        }
      };

  OtherNamesTest() {
    names.source(
        new NameSource() {
          @Override
          public @Nullable List<IpAddress> addresses(String name) {
            return name.equals("web") || name.equals("web.shop") ? List.of(WEB, WEB6) : null;
          }

          @Override
          public boolean covers(IpAddress address) {
            return address.equals(WEB6) || (address.isV4() && address.v4Bits() >>> 16 == 0x0ad5);
          }

          @Override
          public @Nullable String name(IpAddress address) {
            return address.equals(WEB) || address.equals(WEB6) ? container : null;
          }
        });
  }

  private byte[] ask(String name, int type) {
    byte[] answer = names.answer(new Request(query(7, name, type).bytes()));
    assertNotNull(answer);
    return answer;
  }

  private static byte[] expected(String name, int type, byte[] data) {
    TestMessage answer = TestMessage.answer(query(7, name, type).bytes(), 0);
    return answer.record(1, type, OtherNames.SECONDS, data).bytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "web.shop", "WEB.Shop"})
  void namesHaveTheirAddresses(String name) {
    assertArrayEquals(expected(name, A, new byte[] {10, (byte) 213, 1, 3}), ask(name, A));
    byte[] v6 = new byte[16];
    ByteBuffer.wrap(v6).putLong(WEB6.high()).putLong(WEB6.low());
    assertArrayEquals(expected(name, AAAA, v6), ask(name, AAAA));
  }

  // RFC 2308, 2.2
  @Test
  void otherTypesOfAKnownNameAreNotThere() {
    byte[] answer = ask("web", TXT);
    assertEquals(DnsHeader.NO_ERROR, DnsHeader.code(answer));
    assertEquals(0, DnsHeader.count(answer, DnsHeader.ANSWER));
    assertEquals(1, DnsHeader.count(answer, DnsHeader.AUTHORITY));
  }

  // RFC 1035, 3.5 and RFC 3596, 2.5
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3.1.213.10.in-addr.arpa",
        "f.f.0.0.4.5.0.5.0.0.0.0.0.0.0.0.3.0.1.0.0.7.2.7.9.6.c.6.3.7.d.f.ip6.arpa"
      })
  void addressesHaveTheirNames(String name) {
    String data = "\3web\4shop\0";
    assertArrayEquals(
        expected(name, PTR, data.getBytes(StandardCharsets.ISO_8859_1)), ask(name, PTR));
  }

  // RFC 6303, 4.1
  @Test
  void addressesOfTheOwnNetworkStayInside() {
    String data = "\4host\12containers\10internal\0";
    assertArrayEquals(
        expected("2.2.0.10.in-addr.arpa", PTR, data.getBytes(StandardCharsets.ISO_8859_1)),
        ask("2.2.0.10.in-addr.arpa", PTR));
    byte[] answer = ask("100.2.0.10.in-addr.arpa", PTR);
    assertEquals(DnsHeader.NO_SUCH_NAME, DnsHeader.code(answer), "and no name server hears of it");
  }

  // RFC 1035, 2.3.4: labels have 1 to 63 octets
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a..b",
        "web.",
        ".web",
        "0123456789012345678901234567890123456789012345678901234567890123",
        ""
      })
  void nameThatCannotStandInAMessageIsNone(String name) {
    container = name;
    byte[] answer = ask("3.1.213.10.in-addr.arpa", PTR);
    assertEquals(DnsHeader.NO_SUCH_NAME, DnsHeader.code(answer));
    assertEquals(0, DnsHeader.count(answer, DnsHeader.ANSWER));
  }

  @Test
  void labelWithADotInItIsNoOtherName() {
    TestMessage query = query(7, "web.shop", A);
    byte[] message = query.bytes();
    message[DnsHeader.BYTES] = 8; // one label of "web.shop"
    message[DnsHeader.BYTES + 4] = '.';
    assertNull(names.answer(new Request(message)));
  }

  @Test
  void addressOfOursWithoutANameIsNobodys() {
    byte[] answer = ask("9.9.213.10.in-addr.arpa", PTR);
    assertEquals(DnsHeader.NO_SUCH_NAME, DnsHeader.code(answer), "and no name server hears of it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "1.2.3.4.in-addr.arpa",
        "3.1.213.in-addr.arpa",
        "03.1.213.10.in-addr.arpa",
        "300.1.213.10.in-addr.arpa",
        "1.3.1.213.10.in-addr.arpa",
        "x.1.213.10.in-addr.arpa",
        "1.0.ip6.arpa",
        "in-addr.arpa"
      })
  void everythingElseIsForTheNameServers(String name) {
    assertNull(names.answer(new Request(query(7, name, PTR).bytes())));
    assertNull(names.answer(new Request(query(7, name, A).bytes())));
  }
}
