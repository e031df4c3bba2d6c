package org.slirp4j.tcpip.ndp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.DNS6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6_LOCAL;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.ROUTER6;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader;
import org.pcap4j.packet.IpV6NeighborDiscoveryMtuOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryPrefixInformationOption;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet.IpV6Header;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** What the container is told of its router, and when. */
class RouterAdvertiserTest {
  private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
  private static final IpAddress ALL_ROUTERS = GuestFrames6.ip("ff02::2");

  private final TestStack network = TestStack.silent(new RecordingUplink());
  private final GuestFrames6 local = network.guest6.from("fe80::42:acff:fe11:2");
  private final GuestFrames6 nobody = network.guest6.from("::");

  @AfterEach
  void nothingIsHeld() {
    network.emit();
    network.assertNothingHeld();
  }

  private List<EmittedFrame> advertised() {
    network.emit();
    return network.device.takeRouterAdvertisements();
  }

  private static byte[] solicitation(GuestFrames6 from, byte[] options) {
    return from.ipv6(
        ALL_ROUTERS, GuestFrames6.ICMPV6, 255, from.icmpMessage(ALL_ROUTERS, 133, 0, 0, options));
  }

  /** What a kernel sends when an interface comes up: the report of a group (RFC 3810, 5.2). */
  private byte[] listenerReport() {
    IpAddress routers = GuestFrames6.ip("ff02::16");
    byte[] record = new byte[20];
    record[0] = 4;
    byte[] message = nobody.icmpMessage(routers, 143, 0, 1, record);
    return nobody.ipv6(routers, GuestFrames6.ICMPV6, 1, message);
  }

  private byte[] duplicateDetection(String address) {
    IpAddress target = GuestFrames6.ip(address);
    IpAddress group = GuestFrames6.solicitedNode(target);
    byte[] message = nobody.icmpMessage(group, 135, 0, 0, GuestFrames6.bytes(target));
    return nobody.ipv6(group, GuestFrames6.ICMPV6, 255, message);
  }

  private static IcmpV6RouterAdvertisementHeader header(EmittedFrame frame) {
    return frame.packet().get(IcmpV6RouterAdvertisementPacket.class).getHeader();
  }

  @Test
  void nothingIsSaidBeforeTheContainerAsks() {
    network.exchange(
        network.guest.arpRequest(TestStack.GATEWAY),
        listenerReport(),
        duplicateDetection("fe80::42:acff:fe11:2"),
        network.guest6.echoRequest(DNS6, 1, 1, new byte[1]),
        local.neighbourSolicitation(ROUTER6));
    assertEquals(Stack.NEVER, network.stack.nextDeadline());
    assertEquals(List.of(), advertised());
  }

  @Test
  void theAnswerHasAllThatTheContainerNeeds() {
    network.deliver(solicitation(nobody, new byte[0]));
    List<EmittedFrame> frames = advertised();
    assertEquals(1, frames.size());
    EmittedFrame frame = frames.getFirst();
    IpV6Header ip = frame.ip6().getHeader();
    assertEquals(ALL_NODES_MAC, frame.linkDestination());
    assertEquals("/fe80:0:0:0:0:0:0:2", ip.getSrcAddr().toString());
    assertEquals("/ff02:0:0:0:0:0:0:1", ip.getDstAddr().toString());
    assertEquals(255, ip.getHopLimitAsInt());
    assertEquals(134, frame.ipPayload()[0] & 255);
    assertEquals(0, frame.ipPayload()[1]);
    IcmpV6RouterAdvertisementHeader router = header(frame);
    assertEquals(64, router.getCurHopLimitAsInt());
    assertFalse(router.getManagedAddressConfigurationFlag());
    assertFalse(router.getOtherConfigurationFlag());
    assertEquals(1800, router.getRouterLifetimeAsInt());
    assertEquals(0, router.getReachableTime());
    assertEquals(0, router.getRetransTimer());
    List<IpV6NeighborDiscoveryOption> options = router.getOptions();
    assertEquals(4, options.size());
    assertEquals(
        "52:55:0a:00:02:02",
        ((IpV6NeighborDiscoverySourceLinkLayerAddressOption) options.get(0))
            .getLinkLayerAddressAsMacAddress()
            .toString());
    assertEquals(1500, ((IpV6NeighborDiscoveryMtuOption) options.get(1)).getMtu());
    IpV6NeighborDiscoveryPrefixInformationOption prefix =
        (IpV6NeighborDiscoveryPrefixInformationOption) options.get(2);
    assertEquals("/fd00:0:0:0:0:0:0:0", prefix.getPrefix().toString());
    assertEquals(64, prefix.getPrefixLengthAsInt());
    assertTrue(prefix.getOnLinkFlag());
    assertTrue(prefix.getAddressConfigurationFlag());
    assertEquals(2_592_000, prefix.getValidLifetime());
    assertEquals(604_800, prefix.getPreferredLifetime());
    byte[] servers =
        ByteBuffer.allocate(24)
            .putShort((short) 0x1903)
            .putInt(4, 1800)
            .put(8, GuestFrames6.bytes(DNS6))
            .array();
    assertArrayEquals(servers, options.get(3).getRawData());
  }

  @Test
  void aNameServerThatIsOffIsNotAdvertised() {
    Ipv6Config ipv6 = new Ipv6Config(ROUTER6, GATEWAY6, DNS6, GuestFrames6.ip("fd00::"), false);
    StackConfig both = TestStack.config6(1400, Offloads.ALL, Limits.DEFAULT);
    StackConfig config =
        new StackConfig(
            both.mtu(), both.mac(), both.gateway(), both.dns(), ipv6, Offloads.ALL, Limits.DEFAULT);
    TestStack silent = new TestStack(config, Buffers.bounded(16, 16), new RecordingUplink());
    silent.deliver(solicitation(nobody, new byte[0]));
    silent.emit();
    EmittedFrame frame = silent.device.takeRouterAdvertisements().getFirst();
    assertEquals(3, header(frame).getOptions().size());
    assertEquals(1400, ByteBuffer.wrap(frame.ipPayload()).getInt(16 + 8 + 4));
    assertEquals(16 + 8 + 8 + 32, frame.ipPayload().length);
  }

  private static TestStack withDhcp(List<String> domains, boolean dns) {
    Ipv6Config ipv6 = new Ipv6Config(ROUTER6, GATEWAY6, DNS6, GuestFrames6.ip("fd00::"), dns);
    IpAddress gateway = IpAddress.v4(TestStack.GATEWAY);
    StackConfig config =
        new StackConfig(
            1500,
            TestStack.STACK_MAC,
            gateway,
            IpAddress.v4(TestStack.DNS),
            24,
            ipv6,
            DhcpConfig.within(gateway, 24, dns),
            Offloads.NONE,
            Limits.DEFAULT,
            TcpTimeouts.DEFAULT);
    RecordingUplink uplink =
        new RecordingUplink() {
          @Override
          public List<String> searchDomains() {
            return List.copyOf(domains);
          }
        };
    return new TestStack(config, Buffers.bounded(16, 16), uplink);
  }

  private EmittedFrame asked(TestStack stack) {
    stack.deliver(solicitation(nobody, new byte[0]));
    stack.advance(4 * SECOND);
    stack.emit();
    return stack.device.takeRouterAdvertisements().getFirst();
  }

  // RFC 4861, 4.2; RFC 8415, 4: the flags tell what there is
  @Test
  void whereThereIsDhcpItIsSaid() {
    IcmpV6RouterAdvertisementHeader router = header(asked(withDhcp(List.of(), true)));
    assertTrue(router.getManagedAddressConfigurationFlag());
    assertTrue(router.getOtherConfigurationFlag());
    IpV6NeighborDiscoveryPrefixInformationOption prefix =
        (IpV6NeighborDiscoveryPrefixInformationOption) router.getOptions().get(2);
    assertTrue(prefix.getAddressConfigurationFlag()); // kernels go on making themselves addresses
    assertEquals(4, router.getOptions().size());
  }

  // RFC 8106, 5.2
  @Test
  void theHostsSearchListIsAdvertised() {
    EmittedFrame frame = asked(withDhcp(List.of("example.org", "b.c"), true));
    byte[] expected =
        HexFormat.of()
            .parseHex(
                "1f04000000000708" + "076578616d706c65036f726700" + "016201630000000000" + "0000");
    assertArrayEquals(expected, header(frame).getOptions().get(4).getRawData());
    assertEquals(5, header(frame).getOptions().size());
  }

  // RFC 8106, 5.3.1: a lifetime of zero
  @Test
  void aChangedSearchListReplacesTheOldOne() {
    List<String> domains = new ArrayList<>(List.of("a.b", "c.d"));
    TestStack stack = withDhcp(domains, true);
    asked(stack);
    domains.set(0, "e.f");
    List<IpV6NeighborDiscoveryOption> options = header(asked(stack)).getOptions();
    assertArrayEquals(
        HexFormat.of().parseHex("1f03000000000708" + "0165016600" + "0163016400" + "000000000000"),
        options.get(4).getRawData());
    assertArrayEquals(
        HexFormat.of().parseHex("1f02000000000000" + "0161016200" + "000000"),
        options.get(5).getRawData());
    domains.clear();
    options = header(asked(stack)).getOptions();
    assertEquals(5, options.size());
    assertArrayEquals(
        HexFormat.of().parseHex("1f03000000000000" + "0165016600" + "0163016400" + "000000000000"),
        options.get(4).getRawData());
  }

  @Test
  void withoutDnsNoSearchListIsAdvertised() {
    assertEquals(3, header(asked(withDhcp(List.of("a.b"), false))).getOptions().size());
  }

  @Test
  void anAdvertisementFitsTheLeastPacket() {
    List<String> domains = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      domains.add(("label" + i + ".").repeat(15) + "example.org");
    }
    TestStack stack = withDhcp(domains, true);
    int length = asked(stack).ipPayload().length;
    assertTrue(length <= 1240 && length > 1100, () -> "length " + length);
    domains.replaceAll(each -> "x." + each);
    int changed = asked(stack).ipPayload().length;
    assertTrue(changed <= 1240, () -> "length " + changed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "fe80::42:acff:fe11:2"})
  void afterwardsItIsAdvertisedSoonAndThenAtRandomTimes(String asker) {
    network.deliver(solicitation(network.guest6.from(asker), new byte[0]));
    assertEquals(1, advertised().size());
    int soon = asker.equals("::") ? 2 : 3; // an answer to one is none to all
    long last = network.now();
    List<Long> intervals = new ArrayList<>();
    while (intervals.size() < 40) {
      network.advance(SECOND / 2);
      if (!advertised().isEmpty()) {
        intervals.add((network.now() - last) / SECOND);
        last = network.now();
      }
    }
    for (int i = 0; i < soon; i++) {
      assertEquals(16L, intervals.get(i));
    }
    List<Long> later = intervals.subList(soon, 40);
    later.forEach(each -> assertTrue(each >= 200 && each <= 601, () -> "after " + each + " s"));
    assertTrue(later.stream().distinct().count() > 20, () -> "not at random: " + later);
  }

  @Test
  void anInterfaceThatComesUpAgainIsNotToldBeforeItAsks() {
    network.deliver(solicitation(local, new byte[0]));
    assertEquals(1, advertised().size());
    network.advance(100 * SECOND);
    advertised();
    network.deliver(listenerReport());
    network.deliver(duplicateDetection("fe80::42:acff:fe11:2"));
    network.advance(2 * SECOND);
    assertEquals(List.of(), advertised());
  }

  @Test
  void allAreToldNotMoreThanEveryThreeSeconds() {
    network.deliver(solicitation(nobody, new byte[0]));
    assertEquals(1, advertised().size());
    network.advance(100 * SECOND);
    advertised();
    network.deliver(solicitation(nobody, new byte[0]));
    assertEquals(1, advertised().size());
    network.advance(SECOND);
    network.deliver(solicitation(nobody, new byte[0]));
    network.deliver(solicitation(nobody, new byte[0]));
    assertEquals(List.of(), advertised());
    network.advance(2 * SECOND - 10 * MILLISECOND);
    assertEquals(List.of(), advertised());
    network.advance(20 * MILLISECOND);
    assertEquals(1, advertised().size());
    network.advance(190 * SECOND);
    assertEquals(List.of(), advertised());
  }

  @Test
  void whoAsksIsToldAtOnce() {
    network.deliver(solicitation(local, GuestFrames6.linkAddress(1, GUEST_MAC)));
    List<EmittedFrame> frames = advertised();
    assertEquals(1, frames.size());
    assertEquals(GUEST_MAC, frames.getFirst().linkDestination());
    IpV6Header ip = frames.getFirst().ip6().getHeader();
    assertArrayEquals(GuestFrames6.bytes(GUEST6_LOCAL), ip.getDstAddr().getAddress());
    assertEquals(255, ip.getHopLimitAsInt());
    network.assertDrops(DropReason.BAD_DISCOVERY, 0);
  }

  @Test
  void whoAsksTooOftenIsToldWithTheOthers() {
    network.deliver(solicitation(local, new byte[0]));
    assertEquals(1, advertised().size());
    network.deliver(solicitation(local, new byte[0]));
    assertEquals(ALL_NODES_MAC, advertised().getFirst().linkDestination());
    for (int i = 0; i < 1000; i++) {
      network.deliver(solicitation(local, new byte[0]));
      network.emit();
    }
    assertEquals(List.of(), advertised());
    network.advance(3 * SECOND + 2 * MILLISECOND);
    List<EmittedFrame> frames = advertised();
    assertEquals(1, frames.size());
    assertEquals(ALL_NODES_MAC, frames.getFirst().linkDestination());
    network.deliver(solicitation(local, new byte[0]));
    assertEquals(GUEST_MAC, advertised().getFirst().linkDestination());
  }

  @Test
  void whoHasNoAddressYetIsToldWithTheOthers() {
    network.deliver(solicitation(nobody, new byte[0]));
    List<EmittedFrame> frames = advertised();
    assertEquals(1, frames.size());
    assertEquals(ALL_NODES_MAC, frames.getFirst().linkDestination());
    network.assertNoDrops();
  }

  @Test
  void badSolicitationsAreDropped() {
    byte[] link = GuestFrames6.linkAddress(1, GUEST_MAC);
    byte[] empty = new byte[8];
    byte[] message = local.icmpMessage(ALL_ROUTERS, 133, 0, 0, link);
    network.deliver(local.ipv6(ALL_ROUTERS, GuestFrames6.ICMPV6, 254, message));
    network.assertDrops(DropReason.BAD_DISCOVERY, 1);
    byte[] coded = local.icmpMessage(ALL_ROUTERS, 133, 1, 0, link);
    network.deliver(local.ipv6(ALL_ROUTERS, GuestFrames6.ICMPV6, 255, coded));
    network.assertDrops(DropReason.BAD_DISCOVERY, 2);
    network.deliver(solicitation(local, empty));
    network.assertDrops(DropReason.BAD_DISCOVERY, 3);
    network.deliver(solicitation(local, Arrays.copyOf(link, 7)));
    network.assertDrops(DropReason.BAD_DISCOVERY, 4);
    byte[] extended =
        GuestFrames6.extension(GuestFrames6.ICMPV6, new byte[] {1, 4, 0, 0, 0, 0}, message);
    network.deliver(local.ipv6(ALL_ROUTERS, GuestFrames6.DESTINATION_OPTIONS, 255, extended));
    network.assertDrops(DropReason.BAD_DISCOVERY, 5);
    byte[] first = GuestFrames6.fragmentHeader(58, 0, true, 7, Arrays.copyOf(message, 8));
    byte[] rest = Arrays.copyOfRange(message, 8, message.length);
    network.deliver(local.ipv6(ALL_ROUTERS, GuestFrames6.FRAGMENT, 255, first));
    network.deliver(
        local.ipv6(
            ALL_ROUTERS,
            GuestFrames6.FRAGMENT,
            255,
            GuestFrames6.fragmentHeader(58, 8, false, 7, rest)));
    network.assertDrops(DropReason.BAD_DISCOVERY, 6);
    network.deliver(solicitation(nobody, link)); // RFC 4861, 6.1.1
    network.assertDrops(DropReason.BAD_DISCOVERY, 7);
    assertEquals(List.of(), advertised());
    network.advance(20 * SECOND);
    assertEquals(List.of(), advertised());
  }

  @Test
  void anotherRoutersAdvertisementIsOnlyCounted() {
    IpAddress all = GuestFrames6.ip("ff02::1");
    byte[] message = local.icmpMessage(all, 134, 0, 64 << 24 | 1800, new byte[8]);
    long before = network.stack.counters().drops(DropReason.UNUSED_ICMP);
    assertEquals(List.of(), network.exchange(local.ipv6(all, GuestFrames6.ICMPV6, 255, message)));
    network.assertDrops(DropReason.UNUSED_ICMP, before + 1);
  }
}
