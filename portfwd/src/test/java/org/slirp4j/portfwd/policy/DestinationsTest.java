package org.slirp4j.portfwd.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.tcpip.IpAddress;

/** The policy as a table. */
class DestinationsTest {
  private static final IpAddress HELD = address("192.0.2.7");

  private static Destinations policy(HostAccess access, boolean dnsAlias) {
    return new Destinations(
        GuestNetwork.v4(address("10.0.2.2"), address("10.0.2.3"), address("10.0.2.0"), 24),
        access,
        dnsAlias,
        (high, low) -> HELD.equals(high, low));
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
    "::ffff:127.0.0.1, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "::1, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "::, 80, DIRECT, NET_UNREACHABLE, NET_UNREACHABLE",
    "::2, 80, DIRECT, DIRECT, DIRECT",
    "192.0.2.7, 80, DIRECT, DIRECT, NET_UNREACHABLE",
    "192.0.2.8, 80, DIRECT, DIRECT, DIRECT",
    "223.255.255.255, 80, DIRECT, DIRECT, DIRECT",
    "224.0.0.1, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "239.255.255.250, 1900, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "255.255.255.255, 67, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "ff02::1, 80, NET_UNREACHABLE, NET_UNREACHABLE, NET_UNREACHABLE",
    "2001:db8::1, 80, DIRECT, DIRECT, DIRECT",
  })
  void routeIsDecidedOnWhatWouldBeDialled(
      String destination, int port, Route all, Route noLoopback, Route nothing) {
    IpAddress to = address(destination);
    assertEquals(all, policy(HostAccess.ALL, true).route(to.high(), to.low(), port));
    assertEquals(noLoopback, policy(HostAccess.NO_LOOPBACK, true).route(to.high(), to.low(), port));
    assertEquals(nothing, policy(HostAccess.NOTHING, true).route(to.high(), to.low(), port));
  }

  @Test
  void dnsAddressThatIsNoAliasIsOneThatNobodyHas() {
    IpAddress dns = address("10.0.2.3");
    assertEquals(
        Route.HOST_UNREACHABLE, policy(HostAccess.ALL, false).route(dns.high(), dns.low(), 53));
  }

  @ParameterizedTest
  @CsvSource({
    // sender, all, no loopback, nothing of the host
    "127.0.0.1, true, false, false",
    "127.0.0.2, false, false, false",
    "192.0.2.7, true, true, false",
    "192.0.2.8, true, true, true",
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
    assertEquals(address("192.0.2.8"), policy.asSeenInside(address("192.0.2.8")));
  }
}
