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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.TestStack;

/** DHCPv4 (RFC 2131), checklist 12. */
class Dhcp4ServerTest {
  private final DhcpScript script = DhcpScript.v4();

  // RFC 2131, 3.1
  @Test
  void fourMessagesGiveAnAddressAndAllThatGoesWithIt() {
    script.domains = List.of("example.org", "lab.example.org");
    script.run(
        """
        < DISCOVER xid=12345678
        > OFFER xid=12345678 op=2 from=10.0.2.2:67 to=10.0.2.15:68 link=0242ac110002 your=10.0.2.15 \
        ciaddr=0.0.0.0 siaddr=0.0.0.0 giaddr=0.0.0.0 mac=0242ac110002 magic=63825363 flags=0 \
        server=10.0.2.2 lease=3600 renew=1800 rebind=3150 mask=255.255.255.0 routers=10.0.2.2 \
        dns=10.0.2.3 domain=example.org mtu=1500 everybody=10.0.2.255 \
        search=076578616d706c65036f726700036c6162c000 routes=- client=-
        < REQUEST xid=12345678 server=10.0.2.2 wanted=10.0.2.15
        > ACK xid=12345678 to=10.0.2.15:68 your=10.0.2.15 server=10.0.2.2 lease=3600 renew=1800 \
        rebind=3150 mask=255.255.255.0 routers=10.0.2.2 dns=10.0.2.3 mtu=1500 length=330
        """);
    script.bench.assertNoDrops();
  }

  // RFC 2131, 4.3.1: the one it has; the one it had; the one it wants; a new one
  @Test
  void whoReturnsGetsTheAddressThatItHad() {
    script.run(
        """
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        < DISCOVER client=b
        > OFFER your=10.0.2.16
        < REQUEST client=b server=10.0.2.2 wanted=10.0.2.16
        > ACK your=10.0.2.16
        < RELEASE client=a ciaddr=10.0.2.15 to=10.0.2.2 server=10.0.2.2
        < DISCOVER client=c
        > OFFER your=10.0.2.17
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        < DISCOVER client=b wanted=10.0.2.30
        > OFFER your=10.0.2.16
        +3600
        < DISCOVER client=b
        > OFFER your=10.0.2.16
        """);
  }

  @Test
  void aFreeAddressOfThePoolIsHadForTheAsking() {
    script.run(
        """
        < DISCOVER client=a wanted=10.0.2.30
        > OFFER your=10.0.2.30
        < DISCOVER client=b wanted=10.0.2.30
        > OFFER your=10.0.2.15
        < DISCOVER client=c wanted=10.0.2.100
        > OFFER your=10.0.2.16
        < DISCOVER client=d wanted=10.0.2.2
        > OFFER your=10.0.2.17
        """);
  }

  // RFC 2131, 4.2; RFC 6842, 3
  @Test
  void aClientIsKnownByTheNameThatItGives() {
    script.run(
        """
        < DISCOVER client=one
        > OFFER your=10.0.2.15 client=one
        < DISCOVER client=two
        > OFFER your=10.0.2.16 client=two
        < DISCOVER
        > OFFER your=10.0.2.17 client=-
        < DISCOVER client=one mac=0242ac110003
        > OFFER your=10.0.2.15 mac=0242ac110003 link=0242ac110003 client=one
        < DISCOVER mac=0242ac110003
        > OFFER your=10.0.2.18
        """);
  }

  @Test
  void anOfferIsHeldForAWhile() {
    script.run(
        """
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        +59
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.16
        +2
        < DISCOVER client=c wanted=10.0.2.15
        > OFFER your=10.0.2.15
        """);
  }

  // RFC 2131, 4.3.2
  @Test
  void anotherServersClientGetsNothingAndItsOfferIsForgotten() {
    script.run(
        """
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        < REQUEST client=a server=10.0.2.3 wanted=10.0.2.15
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.15
        """);
  }

  @Test
  void whatSomebodyElseHasIsRefused() {
    script.run(
        """
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        < REQUEST client=b server=10.0.2.2 wanted=10.0.2.15 ciaddr=0.0.0.0
        > NAK to=255.255.255.255:68 link=ffffffffffff server=10.0.2.2 your=0.0.0.0 client=b lease=- \
        mask=-
        < REQUEST client=b ciaddr=10.0.2.15 to=10.0.2.2
        > NAK to=255.255.255.255:68 ciaddr=0.0.0.0
        < REQUEST client=a ciaddr=10.0.2.15 to=10.0.2.2
        > ACK to=10.0.2.15:68 your=10.0.2.15
        """);
  }

  // RFC 2131, 4.3.2: INIT-REBOOT
  @Test
  void aClientThatStartsAgainKeepsItsAddressOrHearsNo() {
    script.run(
        """
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        < REQUEST client=a wanted=10.0.2.15
        > ACK your=10.0.2.15 to=10.0.2.15:68
        < REQUEST client=a wanted=10.0.2.16
        > NAK to=255.255.255.255:68
        < REQUEST client=a wanted=192.168.1.5
        > NAK to=255.255.255.255:68
        < REQUEST client=stranger wanted=192.168.1.5
        > NAK to=255.255.255.255:68
        < REQUEST client=stranger wanted=10.0.2.20
        < REQUEST client=stranger wanted=10.0.2.100
        """);
  }

  // RFC 2131, 4.3.2: RENEWING and REBINDING; 4.4.5
  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.2", "255.255.255.255"})
  void aLeaseIsRenewed(String to) {
    script.run(
        """
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        +1800
        < REQUEST client=a ciaddr=10.0.2.15 to=%1$s
        > ACK your=10.0.2.15 ciaddr=10.0.2.15 to=10.0.2.15:68 link=0242ac110002 lease=3600
        +3599
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.16
        +1
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.16
        < DISCOVER client=c wanted=10.0.2.15
        > OFFER your=10.0.2.15
        < REQUEST client=a ciaddr=10.0.2.15 to=%1$s
        > NAK to=255.255.255.255:68
        < REQUEST client=d ciaddr=10.0.2.100 to=%1$s
        > NAK to=255.255.255.255:68
        """
            .formatted(to));
  }

  @Test
  void aLeaseThatRanOutIsRenewedWhileTheAddressIsFree() {
    script.run(
        """
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        +100000
        < REQUEST client=a ciaddr=10.0.2.15 to=10.0.2.2
        > ACK your=10.0.2.15 lease=3600
        """);
  }

  @ParameterizedTest
  @CsvSource({"1,60", "120,120", "7200,7200", "86401,86400", "4294967295,86400", "0,3600"})
  void aClientMayAskForALongerOrShorterLease(String wanted, int given) {
    script.run(
        """
        < DISCOVER lease=%s
        > OFFER lease=%d renew=%d rebind=%d
        """
            .formatted(wanted, given, given / 2, given * 7 / 8));
  }

  // RFC 2131, 4.3.3
  @Test
  void aDeclinedAddressIsSetAside() {
    script.run(
        """
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK your=10.0.2.15
        < DECLINE client=b server=10.0.2.2 wanted=10.0.2.15
        < DECLINE client=a server=10.0.2.9 wanted=10.0.2.15
        < DISCOVER client=a
        > OFFER your=10.0.2.15
        < DECLINE client=a server=10.0.2.2 wanted=10.0.2.15
        < DISCOVER client=a wanted=10.0.2.15
        > OFFER your=10.0.2.16
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > NAK
        +599
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.17
        +2
        < DISCOVER client=c wanted=10.0.2.15
        > OFFER your=10.0.2.15
        """);
  }

  // RFC 2131, 4.3.4
  @Test
  void onlyWhoHasAnAddressReleasesIt() {
    script.run(
        """
        < REQUEST client=a server=10.0.2.2 wanted=10.0.2.15
        > ACK
        < RELEASE client=b ciaddr=10.0.2.15 to=10.0.2.2 server=10.0.2.2
        < RELEASE client=a ciaddr=10.0.2.15 to=10.0.2.2 server=10.0.2.9
        < RELEASE client=a ciaddr=10.0.2.16 to=10.0.2.2 server=10.0.2.2
        < DISCOVER client=b wanted=10.0.2.15
        > OFFER your=10.0.2.16
        < RELEASE client=a ciaddr=10.0.2.15 to=10.0.2.2 server=10.0.2.2
        < DISCOVER client=c wanted=10.0.2.15
        > OFFER your=10.0.2.15
        """);
  }

  // RFC 2131, 4.3.5: no lease time, nothing in yiaddr
  @Test
  void whoHasAnAddressIsToldTheRest() {
    script.run(
        """
        < INFORM ciaddr=10.0.2.100
        > ACK to=10.0.2.100:68 link=0242ac110002 ciaddr=10.0.2.100 your=0.0.0.0 lease=- renew=- \
        rebind=- dns=10.0.2.3 mask=255.255.255.0 routers=10.0.2.2 server=10.0.2.2
        < INFORM from=10.0.2.100 to=10.0.2.2
        > ACK to=10.0.2.100:68 ciaddr=0.0.0.0 your=0.0.0.0
        < INFORM
        > ACK to=255.255.255.255:68
        """);
  }

  // RFC 2131, 4.1
  @Test
  void answersGoWhereTheClientCanHearThem() {
    script.run(
        """
        < DISCOVER broadcast
        > OFFER to=255.255.255.255:68 link=ffffffffffff flags=ffff8000 your=10.0.2.15
        < REQUEST broadcast server=10.0.2.2 wanted=10.0.2.15
        > ACK to=255.255.255.255:68 link=ffffffffffff flags=ffff8000
        < REQUEST broadcast ciaddr=10.0.2.15 to=10.0.2.2
        > ACK to=10.0.2.15:68 link=0242ac110002 flags=ffff8000
        < DISCOVER htype=32 hlen=0
        > OFFER to=255.255.255.255:68 link=ffffffffffff
        < INFORM ciaddr=127.0.0.1 from=0.0.0.0
        > ACK to=255.255.255.255:68 link=ffffffffffff
        """);
  }

  // checklist 12: who has all addresses keeps others out, and nothing grows
  @Test
  void aThousandClientsTurnOverWhatIsOnOfferAndNothingElse() {
    script.run(
        """
        < REQUEST client=holder server=10.0.2.2 wanted=10.0.2.20
        > ACK your=10.0.2.20
        """);
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      String mac = "02%010x".formatted(random.nextLong() & 0xff_ffff_ffffL);
      Map<String, String> words = Dhcp4Text.words("mac=" + mac);
      Map<String, String> offer = script.answers(Dhcp4Text.frame("DISCOVER", words)).getFirst();
      assertEquals("OFFER", offer.get("type"));
      assertTrue(!"10.0.2.20".equals(offer.get("your")));
    }
    script.run(
        """
        < DISCOVER client=late
        > OFFER
        < REQUEST client=holder ciaddr=10.0.2.20 to=10.0.2.2
        > ACK your=10.0.2.20
        """);
    script.assertDrops(DropReason.NO_LEASE, 0);
  }

  @Test
  void whenAllAreTakenTheNextOneWaitsUntilALeaseEnds() {
    for (int i = 15; i <= 30; i++) {
      script.run("< REQUEST client=c%1$d server=10.0.2.2 wanted=10.0.2.%1$d\n> ACK".formatted(i));
      script.run("+1");
    }
    script.run("< DISCOVER client=late");
    script.assertDrops(DropReason.NO_LEASE, 1);
    script.run(
        """
        +3584
        < DISCOVER client=late
        > OFFER your=10.0.2.15
        < REQUEST client=late server=10.0.2.2 wanted=10.0.2.15
        > ACK
        < DISCOVER client=later
        +1
        < DISCOVER client=later
        > OFFER your=10.0.2.16
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "24,10.0.2.15,16", "25,10.0.2.15,16", "27,10.0.2.15,16", "28,10.0.2.1,12", "29,10.0.2.1,4",
    "30,10.0.2.1,1", "31,10.0.2.3,0", "32,10.0.2.2,0", "16,10.0.0.15,16", "8,10.0.0.15,16"
  })
  void thePoolFitsTheNetwork(int prefixBits, String first, int size) {
    DhcpScript small = DhcpScript.v4(1500, prefixBits, true);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<String, String> words = Dhcp4Text.words("client=c" + i);
      Map<String, String> offer = small.answers(Dhcp4Text.frame("DISCOVER", words)).getFirst();
      words.put("server", "10.0.2.2");
      words.put("wanted", offer.get("your"));
      assertEquals("ACK", small.answers(Dhcp4Text.frame("REQUEST", words)).getFirst().get("type"));
      seen.add(offer.get("your"));
    }
    if (size > 0) {
      assertEquals(first, seen.getFirst());
    }
    assertEquals(size, seen.stream().distinct().count());
    for (String own : List.of("10.0.2.0", "10.0.2.2", "10.0.2.3")) {
      assertTrue(!seen.contains(own), own);
    }
    small.run("< DISCOVER client=late");
    small.assertDrops(DropReason.NO_LEASE, 1);
  }

  @Test
  void nobodyWithoutAnAddressSpeaksOfAnythingElse() {
    GuestFrames nobody = new GuestFrames(TestStack.GUEST_MAC, 0, TestStack.STACK_MAC);
    byte[] message = Dhcp4Text.message("DISCOVER", Map.of());
    script.deliver(nobody.udp(68, -1, 68, message));
    script.deliver(nobody.udp(68, TestStack.FAR, 67, message));
    script.deliver(nobody.udp(68, TestStack.DNS, 67, message));
    script.deliver(
        nobody.fragment(-1, GuestFrames.UDP, 7, nobody.udpDatagram(68, -1, 67, message), 0, 64));
    script.deliver(nobody.tcp(68, -1, 67, 1, 1, GuestFrames.SYN, 100, new byte[0]));
    script.deliver(
        nobody.ipv4(
            0, -1, 17, 0, 0, 64, new byte[] {1, 1, 1, 1}, nobody.udpDatagram(68, -1, 67, message)));
    script.deliver(nobody.ipv4(0, -1, 17, 0, 0, 64, new byte[0], new byte[4]));
    script.assertDrops(DropReason.BAD_SOURCE, 7);
    GuestFrames gateway =
        new GuestFrames(TestStack.GUEST_MAC, TestStack.GATEWAY, TestStack.STACK_MAC);
    script.deliver(gateway.udp(68, -1, 67, message));
    script.assertDrops(DropReason.BAD_SOURCE, 8);
    // With a hop to go it is no different: it does not go anywhere.
    byte[] last =
        nobody.ipv4(0, -1, 17, 0, 0, 1, new byte[0], nobody.udpDatagram(68, -1, 67, message));
    assertEquals(1, script.answers(last).size());
    byte[] broken = nobody.udp(68, -1, 67, message);
    broken[100] ^= 1;
    script.deliver(broken);
    script.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
  }

  @Test
  void aStackWithoutDhcpTakesNoneOfIt() {
    TestStack bare = new TestStack(new org.slirp4j.tcpip.testing.RecordingUplink());
    assertEquals(List.of(), bare.exchange(Dhcp4Text.frame("DISCOVER", Map.of())));
    bare.assertDrops(DropReason.BAD_SOURCE, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsInAMessageNothingIsThrown(long seed) {
    Random random = new Random(seed);
    String[] types = {"DISCOVER", "REQUEST", "DECLINE", "RELEASE", "INFORM"};
    for (int i = 0; i < 5_000; i++) {
      Map<String, String> words =
          Dhcp4Text.words(
              "params=1,3,6,15,119 server=10.0.2.2 wanted=10.0.2.%d client=c%d options=3401%02x"
                  .formatted(random.nextInt(40), random.nextInt(30), random.nextInt(5)));
      byte[] message = Dhcp4Text.message(types[random.nextInt(types.length)], words);
      message =
          Arrays.copyOf(message, random.nextInt(4) == 0 ? random.nextInt(2000) : message.length);
      for (int damage = random.nextInt(6); damage > 0 && message.length > 0; damage--) {
        int at = random.nextInt(3) == 0 ? 0 : Math.min(240, message.length - 1);
        message[at + random.nextInt(message.length - at)] = (byte) random.nextInt();
      }
      int from = random.nextBoolean() ? 0 : TestStack.GUEST;
      GuestFrames guest = new GuestFrames(TestStack.GUEST_MAC, from, TestStack.STACK_MAC);
      int to = random.nextBoolean() ? -1 : TestStack.GATEWAY;
      script.bench.exchange(guest.udp(68, to, 67, message));
      script.bench.assertNothingHeld();
      script.bench.advance(random.nextInt(100) * TestStack.SECOND);
    }
  }
}
