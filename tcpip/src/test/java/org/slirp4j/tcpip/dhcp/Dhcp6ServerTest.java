package org.slirp4j.tcpip.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** DHCPv6 (RFC 8415), checklist 12. */
class Dhcp6ServerTest {
  private final DhcpScript script = DhcpScript.v6(true);

  // RFC 8415, 18.3.1 and 18.3.2
  @Test
  void fourMessagesGiveAnAddressAndAllThatGoesWithIt() {
    script.domains = List.of("example.org", "lab.example.org");
    script.run(
        """
        < SOLICIT xid=abcdef na=7 oro=23,24,82,83
        > ADVERTISE xid=abcdef from=fe80::2#547 to=fe80::42:acff:fe11:2#546 link=0242ac110002 \
        client=guest server=0003000152550a000202 preference=255 rapid=- \
        na7=1800/2880,fd00::100/3600/7200 dns=fd00::3 \
        search=076578616d706c65036f726700036c6162076578616d706c65036f726700 o82=3600 o83=3600
        < REQUEST xid=abcdf0 server=us na=7,fd00::100 oro=23,24
        > REPLY xid=abcdf0 na7=1800/2880,fd00::100/3600/7200 dns=fd00::3 preference=- o82=- status=-
        """);
    script.assertDrops(DropReason.BAD_DHCP, 0);
  }

  // RFC 8415, 18.3.1, 21.14
  @Test
  void twoMessagesDoForWhoIsInAHurry() {
    script.run(
        """
        < SOLICIT rapid na=1
        > REPLY rapid= na1=1800/2880,fd00::100/3600/7200 preference=-
        < SOLICIT client=other na=1,fd00::100
        > ADVERTISE na1=1800/2880,fd00::101/3600/7200
        +7199
        < SOLICIT client=other na=2,fd00::100
        > ADVERTISE na2=1800/2880,fd00::102/3600/7200
        +1
        < SOLICIT client=other na=3,fd00::100
        > ADVERTISE na3=1800/2880,fd00::100/3600/7200
        """);
  }

  @Test
  void eachSetOfEachClientHasAnAddressOfItsOwn() {
    script.run(
        """
        < REQUEST server=us client=one na1=1 na2=2
        > REPLY na1=1800/2880,fd00::100/3600/7200 na2=1800/2880,fd00::101/3600/7200
        < REQUEST server=us client=two na=1
        > REPLY na1=1800/2880,fd00::102/3600/7200
        < REQUEST server=us client=one na=2
        > REPLY na2=1800/2880,fd00::101/3600/7200
        < SOLICIT client=one na=1,fd00::10f
        > ADVERTISE na1=1800/2880,fd00::100/3600/7200
        """);
  }

  // RFC 8415, 18.3.2
  @Test
  void anAddressOfAnotherLinkIsRefused() {
    script.run(
        """
        < REQUEST server=us na=1,2001:db8::1
        > REPLY na1=0/0,!4
        < REQUEST server=us na=1,fd00::77
        > REPLY na1=1800/2880,fd00::100/3600/7200
        """);
  }

  // RFC 8415, 18.3.3
  @Test
  void aMovedClientHearsWhetherItsAddressesStillFit() {
    script.run(
        """
        < CONFIRM na=1,fd00::100
        > REPLY status=0 options=1,2,13
        < CONFIRM na1=1,fd00::100 na2=2,2001:db8::1
        > REPLY status=4
        < CONFIRM na=1
        < CONFIRM
        """);
    script.assertDrops(DropReason.BAD_DHCP, 2);
  }

  // RFC 8415, 18.3.4
  @Test
  void aLeaseIsRenewed() {
    script.run(
        """
        < REQUEST server=us na=1
        > REPLY na1=1800/2880,fd00::100/3600/7200
        +7000
        < RENEW server=us na=1,fd00::100 oro=23
        > REPLY na1=1800/2880,fd00::100/3600/7200 dns=fd00::3
        +7199
        < SOLICIT client=other na=1,fd00::100
        > ADVERTISE na1=1800/2880,fd00::101/3600/7200
        < RENEW server=us na=1,fd00::99
        > REPLY na1=1800/2880,fd00::100/3600/7200,fd00::99/0/0
        """);
  }

  // RFC 8415, 18.3.5
  @Test
  void aClientThatIsNotKnownAnyMoreGoesOnIfItsAddressIsFree() {
    script.run(
        """
        < REBIND client=old na=1,fd00::105
        > REPLY na1=1800/2880,fd00::105/3600/7200
        < REBIND client=older na=1,fd00::105
        > REPLY na1=1800/2880,fd00::100/3600/7200,fd00::105/0/0
        < REBIND client=foreign na=1,2001:db8::5
        > REPLY na1=1800/2880,fd00::101/3600/7200,2001:db8::5/0/0
        """);
  }

  // RFC 8415, 18.3.7
  @Test
  void aReleasedAddressIsFree() {
    script.run(
        """
        < REQUEST server=us na=1
        > REPLY na1=1800/2880,fd00::100/3600/7200
        < RELEASE server=us client=other na=1,fd00::100
        > REPLY status=0 na1=0/0,!3
        < RELEASE server=us na=1,fd00::101
        > REPLY status=0 na1=-
        < SOLICIT client=other na=1,fd00::100
        > ADVERTISE na1=1800/2880,fd00::101/3600/7200
        < RELEASE server=us na=1,fd00::100
        > REPLY status=0 na1=-
        < SOLICIT client=third na=1,fd00::100
        > ADVERTISE na1=1800/2880,fd00::100/3600/7200
        """);
  }

  // RFC 8415, 18.3.8
  @Test
  void aDeclinedAddressIsSetAside() {
    script.run(
        """
        < REQUEST server=us na=1
        > REPLY na1=1800/2880,fd00::100/3600/7200
        < DECLINE server=us na=1,fd00::100
        > REPLY status=0 na1=-
        < REQUEST server=us na=1,fd00::100
        > REPLY na1=1800/2880,fd00::101/3600/7200
        < DECLINE server=us na=9,fd00::101
        > REPLY status=0 na9=0/0,!3
        """);
  }

  // RFC 8415, 18.3.6
  @Test
  void whoMakesItsAddressItselfIsToldTheRest() {
    script.domains = List.of("example.org");
    script.run(
        """
        < INFORMATION-REQUEST oro=23,24,32,83
        > REPLY client=guest dns=fd00::3 search=076578616d706c65036f726700 o32=1800 o83=3600
        < INFORMATION-REQUEST client=none oro=23
        > REPLY client=- dns=fd00::3 search=- o32=-
        < INFORMATION-REQUEST server=us oro=99
        > REPLY dns=- options=1,2
        < INFORMATION-REQUEST
        > REPLY dns=fd00::3
        """);
  }

  @Test
  void temporaryAddressesAndPrefixesAreRefused() {
    script.run(
        """
        < SOLICIT ta=3 pd=4 na=5
        > ADVERTISE ta3=!2 pd4=0/0,!6 na5=1800/2880,fd00::100/3600/7200
        < REQUEST server=us ta=3 pd=4
        > REPLY ta3=!2 pd4=0/0,!6
        < RELEASE server=us ta=3 pd=4
        > REPLY status=0 ta3=!3 pd4=0/0,!3
        """);
  }

  @Test
  void withoutDnsNothingIsToldOfNames() {
    DhcpScript silent = DhcpScript.v6(false);
    silent.domains = List.of("example.org");
    silent.run(
        """
        < SOLICIT na=1 oro=23,24
        > ADVERTISE dns=- search=- na1=1800/2880,fd00::100/3600/7200
        < INFORMATION-REQUEST
        > REPLY options=1,2
        """);
  }

  // RFC 8415, 16
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SOLICIT client=none na=1",
        "SOLICIT server=us na=1",
        "SOLICIT na=1 to=fd00::2",
        "REQUEST na=1",
        "REQUEST server=00030001aabbccddeeff na=1",
        "REQUEST client=none server=us na=1",
        "RENEW na=1,fd00::100",
        "RENEW server=00030001aabbccddeeff na=1,fd00::100",
        "RENEW client=none server=us na=1,fd00::100",
        "REBIND server=us na=1,fd00::100",
        "REBIND client=none na=1,fd00::100",
        "REBIND na=1,fd00::100 to=fe80::2",
        "CONFIRM server=us na=1,fd00::100",
        "CONFIRM client=none na=1,fd00::100",
        "CONFIRM na=1,fd00::100 to=fe80::2",
        "RELEASE na=1,fd00::100",
        "RELEASE server=00030001aabbccddeeff na=1,fd00::100",
        "RELEASE client=none server=us na=1,fd00::100",
        "DECLINE na=1,fd00::100",
        "DECLINE client=none server=us na=1,fd00::100",
        "INFORMATION-REQUEST server=00030001aabbccddeeff",
        "INFORMATION-REQUEST na=1",
        "INFORMATION-REQUEST to=fd00::2",
        "ADVERTISE server=us na=1",
        "REPLY server=us na=1",
        "RECONFIGURE server=us",
        "RELAY-FORW",
        "RELAY-REPL",
        "NONE",
        "SOLICIT na=1 options=0001",
        "SOLICIT na=1 options=00010004aabb",
        "SOLICIT na=1 options=0003000400000001",
        "SOLICIT na=1 options=0003000e0000000100000000000000000005",
        "SOLICIT na=1 options=0003001400000001000000000000000000050004aabbccdd",
        "SOLICIT na=1 options=0006000300170a",
        "SOLICIT na=1 options=000400020000",
      })
  void whatIsNotValidIsDropped(String message) {
    script.run("< " + message);
    script.assertDrops(DropReason.BAD_DHCP, 1);
  }

  // RFC 8415, 18.4
  @ParameterizedTest
  @ValueSource(strings = {"REQUEST", "RENEW", "RELEASE", "DECLINE"})
  void whoGoesWithoutTheGroupIsSentBackToIt(String type) {
    script.run(
        """
        < REQUEST server=us na=1
        > REPLY na1=1800/2880,fd00::100/3600/7200
        < %s server=us na=1,fd00::100 to=fd00::2
        > REPLY status=5 options=1,2,13
        < SOLICIT client=other na=1,fd00::100
        > ADVERTISE na1=1800/2880,fd00::101/3600/7200
        """
            .formatted(type));
  }

  @Test
  void nobodyWithoutAnAddressIsAnswered() {
    script.run("< SOLICIT na=1 from=::");
    script.assertDrops(DropReason.BAD_SOURCE, 1);
  }

  @Test
  void otherDatagramsToTheServersGroupAreDropped() {
    IpAddress servers = GuestFrames6.ip("ff02::1:2");
    GuestFrames6 guest = script.bench.guest6;
    script.deliver(guest.ipv6(servers, 17, guest.udpDatagram(546, servers, 546, new byte[8])));
    script.deliver(guest.tcp(5, servers, 547, 1, 1, 2, 100, new byte[0]));
    script.assertDrops(DropReason.GROUP_DESTINATION, 2);
    // ff05::1:3 is for servers of a site, behind relay agents
    IpAddress site = GuestFrames6.ip("ff05::1:3");
    byte[] message = Dhcp6Text.message("SOLICIT", Dhcp4Text.words("na=1"));
    script.deliver(guest.ipv6(site, 17, guest.udpDatagram(546, site, 547, message)));
    script.assertDrops(DropReason.GROUP_DESTINATION, 3);
  }

  @Test
  void aStackWithoutDhcpTakesNoneOfIt() {
    TestStack bare = TestStack.dual(new RecordingUplink());
    byte[] frame = Dhcp6Text.frame("SOLICIT", Dhcp4Text.words("na=1"));
    assertEquals(List.of(), bare.exchange(frame));
    bare.assertDrops(DropReason.GROUP_DESTINATION, 1);
  }

  @Test
  void aThousandClientsTurnOverWhatIsOnOfferAndNothingElse() {
    script.run("< REQUEST client=holder server=us na=1,fd00::104\n> REPLY");
    for (int i = 0; i < 1_000; i++) {
      Map<String, String> words = Dhcp4Text.words("client=cli%d na=%d".formatted(i, i % 9));
      Map<String, String> offer = script.answers(Dhcp6Text.frame("SOLICIT", words)).getFirst();
      assertTrue(!offer.toString().contains("fd00::104/"), offer::toString);
    }
    for (int i = 0; i < 15; i++) {
      script.run("< REQUEST client=dhc%d server=us na=1\n> REPLY".formatted(i));
    }
    script.run(
        """
        < REQUEST client=late server=us na=1
        > REPLY na1=0/0,!2
        < SOLICIT client=late na=1
        > ADVERTISE na1=0/0,!2
        < RENEW client=holder server=us na=1,fd00::104
        > REPLY na1=1800/2880,fd00::104/3600/7200
        """);
    script.assertDrops(DropReason.NO_LEASE, 2);
  }

  @Test
  void anAnswerFitsTheLeastPacket() {
    List<String> domains = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      domains.add(("label" + i + ".").repeat(15) + "example.org");
    }
    script.domains = domains;
    StringBuilder sets = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      sets.append(" na%d=%d".formatted(i, i));
    }
    Map<String, String> words = Dhcp4Text.words("oro=24,23,82" + sets);
    Map<String, String> answer = script.answers(Dhcp6Text.frame("SOLICIT", words)).getFirst();
    int length = Integer.parseInt(answer.get("length"));
    assertTrue(length <= 1232 && length > 1000, () -> "length " + length);
  }

  // A message with more sets and addresses than anybody has.
  @Test
  void onlySoManySetsAreLookedAt() {
    StringBuilder options = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      options.append("0003000c%08x0000000000000000".formatted(i));
    }
    Map<String, String> words = Dhcp4Text.words("options=" + options);
    Map<String, String> answer = script.answers(Dhcp6Text.frame("SOLICIT", words)).getFirst();
    long sets = answer.keySet().stream().filter(key -> key.startsWith("na")).count();
    assertEquals(Dhcp6Request.MAX_SETS, sets);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsInAMessageNothingIsThrown(long seed) {
    Random random = new Random(seed);
    String[] types = {
      "SOLICIT",
      "REQUEST",
      "CONFIRM",
      "RENEW",
      "REBIND",
      "RELEASE",
      "DECLINE",
      "INFORMATION-REQUEST"
    };
    for (int i = 0; i < 5_000; i++) {
      String type = types[random.nextInt(types.length)];
      boolean named = "REQUEST RENEW RELEASE DECLINE".contains(type);
      Map<String, String> words =
          Dhcp4Text.words(
              "oro=23,24,32,82 client=cli%d na=%d,fd00::1%02x ta=2 pd=3,fd00::5 %s"
                  .formatted(
                      random.nextInt(30),
                      random.nextInt(3),
                      random.nextInt(20),
                      named ? "server=us" : "rapid"));
      byte[] message = Dhcp6Text.message(type, words);
      boolean cut = random.nextInt(4) == 0;
      message = Arrays.copyOf(message, cut ? random.nextInt(2000) : message.length);
      for (int damage = random.nextInt(5); damage > 0 && message.length > 0; damage--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      IpAddress to = GuestFrames6.ip(random.nextInt(4) == 0 ? "fd00::2" : "ff02::1:2");
      GuestFrames6 guest = script.bench.guest6.from("fe80::42:acff:fe11:2");
      script.bench.exchange(guest.ipv6(to, 17, guest.udpDatagram(546, to, 547, message)));
      script.bench.assertNothingHeld();
      script.bench.advance(random.nextInt(100) * TestStack.SECOND);
    }
  }
}
