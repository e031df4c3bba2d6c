package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EndCounter;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * What comes in for a container that has more addresses than the stack remembers, answers for some,
 * for some wrongly and for some never: every connection that was opened ends, and in the end every
 * buffer is back.
 */
class DownlinkFuzzTest {
  private static final int STEPS = 20_000;
  private static final int HOSTS = 400;
  private static final Limits SMALL_LIMITS =
      new Limits(256, 64, 64, 64, 8, 8, 512, 1 << 16, 1 << 16);

  private final Random random = new Random();
  private final List<EndCounter> ends = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyConnectionEndsAndNothingIsHeld(long seed) {
    random.setSeed(seed);
    Offloads offloads = random.nextBoolean() ? Offloads.ALL : Offloads.NONE;
    StackConfig config = TestStack.config6(1500, offloads, SMALL_LIMITS);
    TestStack network = new TestStack(config, Buffers.bounded(2048, 4096), new RecordingUplink());
    for (int step = 0; step < STEPS; step++) {
      step(network);
    }
    network.advance(7200 * SECOND);
    network.emit();
    network.assertNothingHeld();
    assertTrue(ends.size() > 100, "hardly any connection was opened");
    for (EndCounter each : ends) {
      assertEquals(1, each.ends, "a connection that does not end, or ends twice");
    }
  }

  private void step(TestStack network) {
    boolean v4 = random.nextBoolean();
    IpAddress guest = guest(v4);
    switch (random.nextInt(8)) {
      case 0, 1 -> connect(network, guest);
      case 2, 3 -> send(network, guest);
      case 4, 5 -> network.deliver(answer(network, guest, random.nextInt(4) == 0));
      case 6 -> {
        network.device.acceptOnly(random.nextInt(50));
        network.emit();
        network.device.acceptAll();
        network.device.clear();
      }
      default -> {
        network.advance(random.nextLong(random.nextInt(200) == 0 ? 5 * SECOND : MILLISECOND));
        network.device.clear();
      }
    }
  }

  /** Some are on the link, some elsewhere, some are the stack's own or nobody's. */
  private IpAddress guest(boolean v4) {
    int host = random.nextInt(HOSTS);
    if (v4) {
      return IpAddress.v4((random.nextInt(20) == 0 ? FAR : GATEWAY) + host - 2);
    }
    IpAddress near = random.nextInt(3) == 0 ? GuestFrames6.ip("fe80::") : GuestFrames6.ip("fd00::");
    IpAddress net = random.nextInt(20) == 0 ? FAR6 : near;
    return new IpAddress(net.high(), host);
  }

  private void connect(TestStack network, IpAddress guest) {
    EndCounter end = new EndCounter();
    IpAddress peer = guest.isV4() ? IpAddress.v4(FAR) : FAR6;
    int port = 1 + random.nextInt(65_535);
    TcpFlow flow = network.stack.connect(guest, 80, peer, port, end, network.now());
    if (flow != null) {
      ends.add(end);
    }
  }

  private void send(TestStack network, IpAddress guest) {
    UdpFlow flow = network.stack.udpFlow(guest, 1 + random.nextInt(100), network.now());
    if (flow != null) {
      int length = random.nextInt(random.nextInt(10) == 0 ? 5_000 : 1_500);
      Buffer payload = network.payload(new byte[length]);
      IpAddress from = guest.isV4() ? IpAddress.v4(FAR) : FAR6;
      flow.send(payload, Buffers.HEADROOM_BYTES, length, from.high(), from.low(), 53);
    }
  }

  private byte[] answer(TestStack network, IpAddress guest, boolean wrong) {
    long mac = wrong ? random.nextLong(1L << 48) : GUEST_MAC;
    return guest.isV4()
        ? network.guest.arp(STACK_MAC, 2, mac, guest.v4Bits(), STACK_MAC, GATEWAY)
        : network.guest6.neighbourAdvertisement(
            GATEWAY6, guest, random.nextInt() & 0xe000_0000, mac);
  }
}
