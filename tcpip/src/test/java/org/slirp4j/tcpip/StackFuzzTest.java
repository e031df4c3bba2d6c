package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.ACK;
import static org.slirp4j.tcpip.testing.GuestFrames.FIN;
import static org.slirp4j.tcpip.testing.GuestFrames.ICMP;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.RST;
import static org.slirp4j.tcpip.testing.GuestFrames.SYN;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.GuestFrames6.DESTINATION_OPTIONS;
import static org.slirp4j.tcpip.testing.GuestFrames6.FRAGMENT;
import static org.slirp4j.tcpip.testing.GuestFrames6.HOP_BY_HOP;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.GuestFrames6.ROUTING;
import static org.slirp4j.tcpip.testing.TestStack.DNS6;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.Mending;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * Whatever the container sends: nothing is thrown, what comes out is sound, and in the end every
 * buffer is back. A failure is replayed by its seed.
 */
class StackFuzzTest {
  private static final int FRAMES = 25_000;
  private static final Limits SMALL_LIMITS =
      new Limits(64, 16, 16, 32, 8, 8, 128, 1 << 16, 1 << 16);

  /** A world that answers everything at once, and forgets what it was told. */
  private static final class EagerUplink extends RecordingUplink {
    private final Random random;
    private Buffers buffers = Buffers.bounded(1, 1);

    EagerUplink(Random random) {
      this.random = random;
    }

    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      if (random.nextBoolean()) {
        flow.accept();
      } else {
        flow.refuse(Refusal.values()[random.nextInt(Refusal.values().length)]);
      }
      return new DeafTcpHandler();
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      return new UdpHandler() {
        @Override
        public void onDatagram(
            Buffer buffer,
            int at,
            int length,
            int segment,
            long high,
            long low,
            int port,
            IpMarks marks) {
          Buffer answer = buffers.large().take();
          if (answer != null) {
            int bytes = random.nextInt(4000);
            int several = random.nextInt(4) == 0 ? 1 + random.nextInt(2000) : 0;
            flow.send(answer, Buffers.HEADROOM_BYTES, bytes, several, high, low, port, marks);
          }
          if (random.nextInt(10) == 0) {
            MemorySegment memory = buffer.memory();
            flow.error(
                IcmpError.PORT_UNREACHABLE,
                IpAddress.v4(FAR),
                high,
                low,
                port,
                memory,
                at,
                length,
                length);
          }
          if (random.nextInt(50) == 0) {
            flow.close();
          }
        }

        @Override
        public void onClosed() {}
      };
    }

    @Override
    public EchoHandler onEchoOpen(EchoFlow flow) {
      return new EchoHandler() {
        @Override
        public void onRequest(Buffer buffer, int at, int length, int sequence, IpMarks marks) {
          if (random.nextBoolean()) {
            flow.error(IcmpError.HOST_UNREACHABLE, IpAddress.v4(FAR), sequence);
          } else {
            flow.close();
          }
        }

        @Override
        public void onClosed() {}
      };
    }
  }

  private static List<byte[]> sound(GuestFrames guest) {
    List<byte[]> frames = new ArrayList<>();
    byte[] data = new byte[300];
    byte[] big = guest.udpDatagram(3000, FAR, 4000, new byte[3000]);
    frames.add(guest.arpRequest(GATEWAY));
    frames.add(guest.udp(1000, FAR, 53, data));
    frames.add(guest.udp(1001, GATEWAY, 2000, new byte[0]));
    frames.add(guest.fragment(FAR, UDP, 1, big, 0, 1480));
    frames.add(guest.fragment(FAR, UDP, 1, big, 1480, 2960));
    frames.add(guest.fragment(FAR, UDP, 1, big, 2960, 3008));
    frames.add(guest.echoRequest(GATEWAY, 1, 2, data));
    frames.add(guest.echoRequest(FAR, 1, 2, data));
    frames.add(guest.ipv4WithTtl(FAR, UDP, 1, guest.udpDatagram(1, FAR, 2, data)));
    frames.add(guest.ipv4(FAR, ICMP, guest.icmpMessage(3, 4, 1400, quoted(guest))));
    byte[] syn =
        GuestFrames.options(
            GuestFrames.mss(1460),
            GuestFrames.sackPermitted(),
            GuestFrames.timestamps(1, 0),
            GuestFrames.windowScale(7));
    frames.add(guest.tcp(5000, FAR, 80, 1, 0, SYN, 65_535, syn, new byte[0]));
    frames.add(guest.tcp(5000, FAR, 80, 2, 1, ACK, 65_535, data));
    frames.add(guest.tcp(5001, FAR, 80, 2, 1, FIN | ACK, 0, data));
    frames.add(guest.tcp(5000, FAR, 80, 2, 1, RST, 0, new byte[0]));
    return frames;
  }

  private static List<byte[]> sound6(GuestFrames6 guest) {
    List<byte[]> frames = new ArrayList<>();
    byte[] data = new byte[300];
    byte[] datagram = guest.udpDatagram(3000, FAR6, 4000, new byte[3000]);
    byte[] big = GuestFrames6.extension(UDP, new byte[] {5, 2, 0, 0}, datagram);
    byte[] small = guest.udpDatagram(1002, FAR6, 4000, data);
    byte[] echo = guest.icmpMessage(GATEWAY6, 128, 0, 7, data);
    byte[] route = GuestFrames6.extension(UDP, new byte[6], small);
    frames.add(guest.udp(1000, FAR6, 53, data));
    frames.add(guest.udp(1001, GATEWAY6, 2000, new byte[0]));
    frames.add(guest.fragment(FAR6, DESTINATION_OPTIONS, 1, big, 0, 1400));
    frames.add(guest.fragment(FAR6, DESTINATION_OPTIONS, 1, big, 1400, 2800));
    frames.add(guest.fragment(FAR6, DESTINATION_OPTIONS, 1, big, 2800, big.length));
    frames.add(guest.ipv6(FAR6, HOP_BY_HOP, GuestFrames6.extension(ROUTING, data, route)));
    frames.add(guest.ipv6(FAR6, FRAGMENT, GuestFrames6.fragmentHeader(UDP, 0, false, 9, small)));
    frames.add(
        guest.ipv6(GATEWAY6, HOP_BY_HOP, GuestFrames6.extension(ICMPV6, new byte[14], echo)));
    frames.add(guest.echoRequest(GuestFrames6.ip("ff02::1"), 1, 2, data));
    frames.add(guest.echoRequest(FAR6, 1, 2, data));
    frames.add(guest.neighbourSolicitation(GATEWAY6));
    frames.add(guest.from("fe80::15").udp(5, DNS6, 53, data));
    frames.add(guest.ipv6(FAR6, UDP, 1, small));
    byte[] segment = guest.tcp(80, GUEST6, 5000, 1, 1, ACK, 10, new byte[0]);
    byte[] quoted = Arrays.copyOfRange(segment, IP_AT, IP_AT + 48);
    frames.add(guest.ipv6(FAR6, ICMPV6, guest.icmpMessage(FAR6, 2, 0, 1400, quoted)));
    byte[] syn =
        GuestFrames.options(
            GuestFrames.mss(1440),
            GuestFrames.sackPermitted(),
            GuestFrames.timestamps(1, 0),
            GuestFrames.windowScale(7));
    frames.add(guest.tcp(5000, FAR6, 80, 1, 0, SYN, 65_535, syn, new byte[0]));
    frames.add(guest.tcp(5000, FAR6, 80, 2, 1, ACK, 65_535, data));
    frames.add(guest.tcp(5001, FAR6, 80, 2, 1, FIN | ACK, 0, data));
    frames.add(guest.tcp(5000, FAR6, 80, 2, 1, RST, 0, new byte[0]));
    return frames;
  }

  private static byte[] quoted(GuestFrames guest) {
    byte[] segment = guest.tcp(80, GUEST, 5000, 1, 1, ACK, 10, new byte[0]);
    return Arrays.copyOfRange(segment, IP_AT, IP_AT + 28);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesMutatedFrames(long seed) {
    fuzz(seed, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void survivesMutatedFramesOfBothFamilies(long seed) {
    fuzz(seed, true);
  }

  private static void fuzz(long seed, boolean v6) {
    Random random = new Random(seed);
    EagerUplink uplink = new EagerUplink(random);
    Buffers buffers = Buffers.bounded(32, 256);
    Offloads offloads = random.nextBoolean() ? Offloads.ALL : Offloads.NONE;
    TestStack network =
        new TestStack(
            v6
                ? TestStack.config6(1500, offloads, SMALL_LIMITS)
                : TestStack.config(1500, offloads, SMALL_LIMITS),
            buffers,
            uplink);
    uplink.buffers = buffers;
    List<byte[]> sound = sound(network.guest);
    if (v6) {
      sound.addAll(sound6(network.guest6));
    }
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = sound.get(random.nextInt(sound.size())).clone();
      network.deliver(mutated(frame, random), random.nextInt(4) == 0, random.nextInt(3) * 700);
      if (random.nextInt(8) == 0) {
        network.device.acceptOnly(random.nextInt(20));
        network.emit();
        network.device.acceptAll();
        network.device.clear();
      }
      if (random.nextInt(16) == 0) {
        network.advance(random.nextLong(random.nextInt(100) == 0 ? 70 * SECOND : MILLISECOND));
        network.device.clear();
      }
    }
    assertTrue(network.device.accepted() > 100, "hardly anything came out");
    network.advance(7200 * SECOND);
    network.emit();
    network.assertNothingHeld();
    // A router of IPv6 never ceases to advertise itself.
    assertTrue(v6 || network.stack.nextDeadline() == Stack.NEVER, "a deadline that never goes");
  }

  /**
   * Changes some bytes, or the length, and mostly mends the checksums so that others look at it.
   */
  private static byte[] mutated(byte[] frame, Random random) {
    byte[] changed = frame;
    if (random.nextInt(10) == 0) {
      changed = Arrays.copyOf(frame, random.nextInt(frame.length + 40));
    }
    for (int changes = random.nextInt(4); changes > 0 && changed.length > 0; changes--) {
      int reach = random.nextInt(3) == 0 ? changed.length : Math.min(changed.length, 74);
      changed[random.nextInt(reach)] = interesting(random);
    }
    if (random.nextInt(4) > 0) {
      Mending.mend(changed);
    }
    return changed;
  }

  private static byte interesting(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> (byte) (1 << random.nextInt(8));
      default -> (byte) random.nextInt();
    };
  }
}
