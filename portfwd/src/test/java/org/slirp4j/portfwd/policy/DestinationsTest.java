package org.slirp4j.portfwd.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.tcpip.IpAddress;

/** The policy as a table. */
class DestinationsTest {
  private static final IpAddress HELD = address("192.0.2.7");
  private static final IpAddress HELD_6 = address("2001:db8::7");
  private static final GuestNetwork NETWORK =
      GuestNetwork.v4(address("10.0.2.2"), address("10.0.2.3"), address("10.0.2.0"), 24);
  private static final GuestNetwork NETWORK_6 =
      new GuestNetwork(address("fd00::2"), address("fd00::3"), address("fd00::"), 64);

  private static Destinations policy(HostAccess access, boolean dnsAlias) {
    return policy(NETWORK_6, access, dnsAlias);
  }

  private static Destinations policy(
      @Nullable GuestNetwork network6, HostAccess access, boolean dnsAlias) {
    return new Destinations(
        NETWORK,
        network6,
        access,
        dnsAlias,
        (high, low) -> HELD.equals(high, low) || HELD_6.equals(high, low));
  }

  private static IpAddress address(String text) {
    InetAddress parsed = InetAddress.ofLiteral(text);
    ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
    return parsed instanceof Inet4Address
        ? IpAddress.v4(bytes.getInt())
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  @ParameterizedTest
  @CsvSource({
    // destination, port, all, no loopback, nothing of the host
    "10.0.2.2, 80, HOST_LOOPBACK, NET_UNREACHABLE, NET_UNREACHABLE",
    "10.0.2.2, 53, HOST_LOOPBACK, NET_UNREACHABLE, NET_UNREACHABLE",
    "10.0.2.3, 53, NAME_SERVERS, NAME_SERVERS, NAME_SERVERS",
    "10.0.2.3, 853, PORT_UNREACHABLE, PORT_UNREACHABLE, PORT_UNREACHABLE",
    "10.0.2.1, 80, HOST_UNREACHABLE, HOST_UNREACHABLE, HOST_UNREACHABLE",
    "10.0.2.255, 80, HOST_UNREACHABLE, HOST_UNREACHABLE, HOST_UNREACHABLE",
    "10.0.3.2, 80, DIRECT, DIRECT, DIRECT",
    "10.0.1.255, 80, DIRECT, DIRECT, DIRECT",
    "127.0.0.1, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "127.0.0.53, 53, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "127.255.255.254, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "126.255.255.255, 80, DIRECT, DIRECT, DIRECT",
    "128.0.0.0, 80, DIRECT, DIRECT, DIRECT",
    "0.0.0.0, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "0.1.2.3, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "192.0.2.7, 80, DIRECT, DIRECT, NET_UNREACHABLE",
    "192.0.2.8, 80, DIRECT, DIRECT, DIRECT",
    "223.255.255.255, 80, DIRECT, DIRECT, DIRECT",
    "224.0.0.1, 80, NOWHERE, NOWHERE, NOWHERE",
    "239.255.255.250, 1900, NOWHERE, NOWHERE, NOWHERE",
    "255.255.255.255, 67, NOWHERE, NOWHERE, NOWHERE",
    // IPv6
    "fd00::2, 80, HOST_LOOPBACK, NET_UNREACHABLE, NET_UNREACHABLE",
    "fd00::2, 53, HOST_LOOPBACK, NET_UNREACHABLE, NET_UNREACHABLE",
    "fd00::3, 53, NAME_SERVERS, NAME_SERVERS, NAME_SERVERS",
    "fd00::3, 853, PORT_UNREACHABLE, PORT_UNREACHABLE, PORT_UNREACHABLE",
    "fd00::, 80, HOST_UNREACHABLE, HOST_UNREACHABLE, HOST_UNREACHABLE",
    "fd00::1, 80, HOST_UNREACHABLE, HOST_UNREACHABLE, HOST_UNREACHABLE",
    "fd00::ffff:ffff:ffff:ffff, 80, HOST_UNREACHABLE, HOST_UNREACHABLE, HOST_UNREACHABLE",
    "fd00:0:0:1::2, 80, DIRECT, DIRECT, DIRECT",
    "fcff:ffff:ffff:ffff::2, 80, DIRECT, DIRECT, DIRECT",
    "::1, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "::, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "::2, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "::127.0.0.1, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "::255.255.255.255, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "::1:0:0, 80, DIRECT, DIRECT, DIRECT",
    "0:0:0:1::1, 80, DIRECT, DIRECT, DIRECT",
    "64:ff9b::c000:201, 80, DIRECT, DIRECT, DIRECT",
    "fe80::2, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "fe80::1:2:3:4, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "febf:ffff::1, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "fec0::1, 80, DIRECT, DIRECT, DIRECT",
    "fe7f::1, 80, DIRECT, DIRECT, DIRECT",
    "ff00::1, 80, NOWHERE, NOWHERE, NOWHERE",
    "ff02::1, 80, NOWHERE, NOWHERE, NOWHERE",
    "ff0e::1, 80, NOWHERE, NOWHERE, NOWHERE",
    "2001:db8::1, 80, DIRECT, DIRECT, DIRECT",
    "2001:db8::7, 80, DIRECT, DIRECT, NET_UNREACHABLE",
  })
  void routeIsDecidedOnWhatWouldBeDialled(
      String destination, int port, Route all, Route noLoopback, Route nothing) {
    IpAddress to = address(destination);
    assertEquals(all, policy(HostAccess.ALL, true).route(to.high(), to.low(), port));
    assertEquals(noLoopback, policy(HostAccess.NO_LOOPBACK, true).route(to.high(), to.low(), port));
    assertEquals(nothing, policy(HostAccess.NOTHING, true).route(to.high(), to.low(), port));
  }

  @ParameterizedTest
  @CsvSource({"10.0.2.3, 53", "10.0.2.3, 80", "fd00::3, 53", "fd00::3, 80"})
  void dnsAddressThatIsNoAliasIsOneOfTheHostsWorld(String alias, int port) {
    IpAddress dns = address(alias);
    for (HostAccess access : HostAccess.values()) {
      Destinations policy = policy(access, false);
      assertEquals(Route.DIRECT, policy.route(dns.high(), dns.low(), port));
      assertTrue(policy.admits(dns.high(), dns.low()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.4", "fd00::4"})
  void withoutDnsAliasTheRestOfTheNetworkIsStillEmpty(String text) {
    IpAddress to = address(text);
    Destinations policy = policy(HostAccess.ALL, false);
    assertEquals(Route.HOST_UNREACHABLE, policy.route(to.high(), to.low(), 53));
    assertFalse(policy.admits(to.high(), to.low()));
  }

  // The v4-mapped form is how an IPv4 address is held, so its text below is no IPv6 address.
  @ParameterizedTest
  @CsvSource({
    "0x7f000001, NET_UNREACHABLE",
    "0x7f080808, NET_UNREACHABLE",
    "0x00000000, NET_UNREACHABLE",
    "0x0a000202, NET_UNREACHABLE",
    "0xe0000001, NOWHERE",
    "0xc0000208, DIRECT",
  })
  void mappedAddressIsTheOneThatItMeans(String bits, Route expected) {
    long low = 0xffff_0000_0000L | Long.decode(bits);
    assertEquals(expected, policy(HostAccess.NO_LOOPBACK, true).route(0, low, 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "fd00::2", "fd00::3", "::1", "fe80::2"})
  void withoutIpv6NoneOfItIsReachable(String destination) {
    IpAddress to = address(destination);
    Destinations v4Only = policy(null, HostAccess.ALL, true);
    assertEquals(Route.NET_UNREACHABLE, v4Only.route(to.high(), to.low(), 53));
  }

  @ParameterizedTest
  @CsvSource({
    // sender, all, no loopback, nothing of the host
    "127.0.0.1, true, false, false",
    "127.0.0.2, false, false, false",
    "192.0.2.7, true, true, false",
    "192.0.2.8, true, true, true",
    "10.0.2.2, false, false, false",
    "10.0.2.3, false, false, false",
    "::1, true, false, false",
    "::, false, false, false",
    "2001:db8::7, true, true, false",
    "2001:db8::8, true, true, true",
    "fd00::2, false, false, false",
    "fd00::3, false, false, false",
    "fe80::8, false, false, false",
    "::127.0.0.1, false, false, false",
  })
  void senderIsAdmittedIfTheContainerMayKnowIt(
      String sender, boolean all, boolean noLoopback, boolean nothing) {
    IpAddress from = address(sender);
    assertEquals(all, policy(HostAccess.ALL, true).admits(from.high(), from.low()));
    assertEquals(noLoopback, policy(HostAccess.NO_LOOPBACK, true).admits(from.high(), from.low()));
    assertEquals(nothing, policy(HostAccess.NOTHING, true).admits(from.high(), from.low()));
  }

  @Test
  void hostIsSeenAsTheGateway() {
    Destinations policy = policy(HostAccess.ALL, true);
    assertEquals(address("10.0.2.2"), policy.asSeenInside(address("127.0.0.1")));
    assertEquals(address("fd00::2"), policy.asSeenInside(address("::1")));
    assertEquals(address("192.0.2.8"), policy.asSeenInside(address("192.0.2.8")));
    assertEquals(address("2001:db8::8"), policy.asSeenInside(address("2001:db8::8")));
  }

  @Test
  void trafficIsTurnedAwayByTheGatewayOfItsFamily() {
    Destinations policy = policy(HostAccess.ALL, true);
    assertEquals(address("10.0.2.2"), policy.gatewayFor(address("192.0.2.8")));
    assertEquals(address("fd00::2"), policy.gatewayFor(address("2001:db8::8")));
  }
}
