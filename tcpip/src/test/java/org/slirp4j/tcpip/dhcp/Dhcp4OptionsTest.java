package org.slirp4j.tcpip.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.TestStack;

/** What DHCPv4 messages carry: options (RFC 2132), and what makes no sense. */
class Dhcp4OptionsTest {
  private final DhcpScript script = DhcpScript.v4();

  // RFC 2132, 9.8; RFC 2131, 4.3.1
  @Test
  void optionsComeInTheOrderOfTheClientsList() {
    script.domains = List.of("example.org");
    script.run(
        """
        < DISCOVER params=119,28,6,3,26,15,1,42,6
        > OFFER options=54,51,58,59,119,28,6,1,3,26,15
        < DISCOVER params=42
        > OFFER options=54,51,58,59
        < DISCOVER params=3
        > OFFER options=54,51,58,59,3
        """);
  }

  // checklist 12: option 121 (RFC 3442)
  @Test
  void routesAreToldToWhoAsksForThem() {
    script.run(
        """
        < DISCOVER params=1,121
        > OFFER routes=000a000202 routers=-
        < DISCOVER params=1,3,121
        > OFFER routes=000a000202 routers=10.0.2.2
        """);
  }

  @Test
  void withoutDnsNothingIsToldOfNames() {
    DhcpScript silent = DhcpScript.v4(1500, 24, false);
    silent.domains = List.of("example.org");
    silent.run(
        """
        < DISCOVER params=1,3,6,15,119
        > OFFER options=54,51,58,59,1,3
        < DISCOVER
        > OFFER dns=- domain=- search=-
        """);
  }

  @Test
  void changedDomainsAreToldWhenTheLeaseIsRenewed() {
    script.domains = List.of("one.example");
    script.run(
        """
        < REQUEST server=10.0.2.2 wanted=10.0.2.15
        > ACK domain=one.example search=036f6e65076578616d706c6500
        """);
    script.domains = List.of("two.example");
    script.run(
        """
        < REQUEST ciaddr=10.0.2.15 to=10.0.2.2
        > ACK domain=two.example search=0374776f076578616d706c6500
        """);
  }

  @ParameterizedTest
  @ValueSource(ints = {576, 1280, 9000, 65520})
  void theLinksMtuIsTold(int mtu) {
    DhcpScript other = DhcpScript.v4(mtu, 24, true);
    List<Map<String, String>> answers =
        other.answers(Dhcp4Text.frame("DISCOVER", Dhcp4Text.words("params=26")));
    assertEquals(Integer.toString(mtu), answers.getFirst().get("mtu"));
  }

  @Test
  void overASmallLinkTheAnswerComesInFragments() {
    DhcpScript small = DhcpScript.v4(68, 24, true);
    assertTrue(small.bench.exchange(Dhcp4Text.frame("DISCOVER", Map.of())).size() > 5);
  }

  // RFC 2132, 9.10
  @Test
  void anAnswerIsNoLongerThanTheClientTakes() {
    List<String> domains = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      domains.add(("label" + i + ".").repeat(15) + "example.org");
    }
    script.domains = domains;
    for (int most : new int[] {0, 300, 576, 577, 700, 1000, 1500, 9000, 65535}) {
      Map<String, String> words = Dhcp4Text.words("max=" + most + " params=1,3,119,6,26,28");
      Map<String, String> answer = script.answers(Dhcp4Text.frame("DISCOVER", words)).getFirst();
      int length = Integer.parseInt(answer.get("length")) + 28;
      int limit = Math.clamp(most, 576, 1500);
      assertTrue(length <= limit, () -> "max " + most + ": " + length);
      assertTrue(length > limit - 130, () -> "max " + most + " is not used: " + length);
      assertEquals("255.255.255.0", answer.get("mask"));
    }
  }

  // RFC 3396, 7; RFC 3397, 2: pointers count from the first piece's first byte
  @Test
  void aLongSearchListStandsInSeveralOptions() {
    script.domains =
        List.of(
            "a".repeat(60) + ".x." + "b".repeat(60) + "." + "c".repeat(60) + ".example.org",
            "d".repeat(60) + "." + "c".repeat(60) + ".example.org",
            "y.d.example.org");
    Map<String, String> answer =
        script
            .answers(Dhcp4Text.frame("DISCOVER", Dhcp4Text.words("max=1400 params=119")))
            .getFirst();
    assertEquals("54,51,58,59,119,119", answer.get("options"));
    assertEquals(script.domains, DnsNames.read(HexFormat.of().parseHex(answer.get("search"))));
  }

  // RFC 2132, 9.3; RFC 3396, 5
  @Test
  void optionsAreReadInTheNamesFieldsToo() {
    script.run(
        """
        < BOOTP options=340101 file=350101ff
        > OFFER your=10.0.2.15
        < BOOTP options=340102 sname=350101ff
        > OFFER your=10.0.2.15
        < BOOTP options=340103 file=350101ff sname=32040a000214ff
        > OFFER your=10.0.2.15
        < BOOTP client=z options=340103 file=350101ff sname=32040a000214ff
        > OFFER your=10.0.2.20
        < BOOTP options=350101 file=32040a000215ff client=y
        > OFFER your=10.0.2.16
        < DISCOVER options=3701013d01613701033d0162
        > OFFER options=54,61,51,58,59,1,3 client=ab
        """);
  }

  @Test
  void optionsOfNoUseAreSkipped() {
    script.run(
        """
        < DISCOVER options=0c04686f737411022f6100000000e10102
        > OFFER your=10.0.2.15
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DISCOVER op=2",
        "DISCOVER nomagic",
        "DISCOVER hlen=17",
        "DISCOVER giaddr=10.0.2.9", // no relay agent can be on a TAP
        "BOOTP",
        "OFFER",
        "ACK",
        "NAK",
        "REQUEST",
        "BOOTP options=350201aa",
        "BOOTP options=3500",
        "DISCOVER options=3203010203",
        "DISCOVER options=36050a00020200",
        "DISCOVER options=3303000000",
        "DISCOVER options=390105",
        "DISCOVER options=34020101",
        "DISCOVER options=3dff01",
        "DISCOVER options=3705",
        "DISCOVER options=340101 file=37ff",
        "DISCOVER options=340102 sname=3702",
      })
  void whatMakesNoSenseIsDropped(String message) {
    boolean whole = !message.contains("sname=3702");
    script.run("< " + message + (whole ? "" : "\n> OFFER"));
    script.assertDrops(DropReason.BAD_DHCP, whole ? 1 : 0);
  }

  @Test
  void aMessageCutShortIsDropped() {
    byte[] message = Dhcp4Text.message("DISCOVER", Dhcp4Text.words("params=1,3"));
    GuestFrames guest = new GuestFrames(TestStack.GUEST_MAC, 0, TestStack.STACK_MAC);
    int answered = 0;
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      answered += script.answers(guest.udp(68, -1, 67, cut)).size();
    }
    // Cut between two options, or before the end mark, it still is one.
    assertEquals(2, answered);
  }

  @Test
  void aHugeMessageIsReadToItsEnd() {
    String padding = "00".repeat(60_000);
    script.run(
        """
        < BOOTP options=%1$s350101 params=1
        > OFFER options=54,51,58,59,1
        < BOOTP options=%1$s
        """
            .formatted(padding));
    script.assertDrops(DropReason.BAD_DHCP, 1);
  }
}
