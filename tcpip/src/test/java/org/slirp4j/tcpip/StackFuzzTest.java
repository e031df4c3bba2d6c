package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.ACK;
import static org.slirp4j.tcpip.testing.GuestFrames.FIN;
import static org.slirp4j.tcpip.testing.GuestFrames.ICMP;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.RST;
import static org.slirp4j.tcpip.testing.GuestFrames.SYN;
import static org.slirp4j.tcpip.testing.GuestFrames.TCP;
import static org.slirp4j.tcpip.testing.GuestFrames.TRANSPORT_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.Rfc1071;
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
      return deafTcpHandler();
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      return new UdpHandler() {
        @Override
        public void onDatagram(
            Buffer buffer, int at, int length, int segment, long high, long low, int port) {
          Buffer answer = buffers.large().take();
          if (answer != null) {
            flow.send(answer, Buffers.HEADROOM_BYTES, random.nextInt(4000), high, low, port);
          }
          if (random.nextInt(10) == 0) {
            flow.error(IcmpError.PORT_UNREACHABLE, IpAddress.v4(FAR), high, low, port, length);
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
        public void onRequest(Buffer buffer, int at, int length, int sequence, int hopLimit) {
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

  private static byte[] quoted(GuestFrames guest) {
    byte[] segment = guest.tcp(80, GUEST, 5000, 1, 1, ACK, 10, new byte[0]);
    return Arrays.copyOfRange(segment, IP_AT, IP_AT + 28);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesMutatedFrames(long seed) {
    Random random = new Random(seed);
    EagerUplink uplink = new EagerUplink(random);
    Buffers buffers = Buffers.bounded(32, 256);
    Offloads offloads = random.nextBoolean() ? Offloads.ALL : Offloads.NONE;
    TestStack network =
        new TestStack(TestStack.config(1500, offloads, SMALL_LIMITS), buffers, uplink);
    uplink.buffers = buffers;
    List<byte[]> sound = sound(network.guest);
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
    assertTrue(network.stack.nextDeadline() == Stack.NEVER, "a deadline that never goes away");
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
      mend(changed);
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

  private static void mend(byte[] frame) {
    if (frame.length < TRANSPORT_AT || frame[12] != 8 || frame[13] != 0) {
      return;
    }
    int headerLength = Math.min((frame[IP_AT] & 15) * 4, frame.length - IP_AT);
    GuestFrames.put16(frame, IP_AT + 10, 0);
    GuestFrames.put16(frame, IP_AT + 10, ~Rfc1071.sum(frame, IP_AT, IP_AT + headerLength, 0));
    int at = IP_AT + headerLength;
    int end =
        Math.min(frame.length, IP_AT + ((frame[IP_AT + 2] & 255) << 8 | (frame[IP_AT + 3] & 255)));
    int field =
        switch (frame[IP_AT + 9]) {
          case ICMP -> 2;
          case TCP -> 16;
          case UDP -> 6;
          default -> -1;
        };
    if (field < 0 || at + field + 2 > end) {
      return;
    }
    GuestFrames.put16(frame, at + field, 0);
    int pseudo =
        field == 2 ? 0 : Rfc1071.sum(frame, IP_AT + 12, IP_AT + 20, frame[IP_AT + 9] + end - at);
    GuestFrames.put16(frame, at + field, ~Rfc1071.sum(frame, at, end, pseudo));
  }
}
