package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.TcpPacket;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * Segments that are nearly right, and relays that do anything at any time: nothing throws, every
 * frame is in order, no turn emits without end, and all memory comes back.
 */
class TcpFuzzTest {
  private static final long SEEDS = Long.getLong("fuzz.seeds", 40);
  private static final int STEPS = 4_000;
  private static final int PORTS = 5;
  private static final int LIMIT_BYTES = 60_000;

  /** All windows of all connections in the smallest segments, and then some. */
  private static final int MAX_FRAMES_PER_TURN = PORTS * LIMIT_BYTES / 8 + 100;

  private final List<Relay> relays = new ArrayList<>();
  private final Peer[] peers = new Peer[PORTS];
  private Random random = new Random();
  private boolean v6;

  /** What the guest knows of one connection by the stack's last segment. */
  private static final class Peer {
    int next;
    int acknowledged;
    int window;
  }

  private final class Relay implements TcpHandler {
    final TcpFlow flow;
    boolean over;

    Relay(TcpFlow flow) {
      this.flow = flow;
    }

    void act() {
      switch (random.nextInt(14)) {
        case 0, 1 -> flow.accept();
        case 2 -> flow.refuse(Refusal.values()[random.nextInt(Refusal.values().length)]);
        case 3, 4, 5, 6, 7 -> write();
        case 8, 9, 10 -> flow.resume();
        case 11 -> flow.shutdownOutput();
        case 12 -> {
          if (random.nextInt(5) == 0) {
            over = true;
            flow.reset();
          }
        }
        default -> assertTrue(flow.sendRoomBytes() >= 0);
      }
    }

    @SuppressWarnings("restricted") // as a system call would be given it
    private void write() {
      long address = flow.reserve();
      if (address != 0) {
        int length = Math.min(flow.reservedBytes(), 1 << random.nextInt(17));
        MemorySegment.ofAddress(address).reinterpret(length).fill((byte) length);
        flow.commit(random.nextInt(8) == 0 ? 0 : length);
      }
    }

    private void actSometimes(boolean mayResume) {
      assertTrue(!over, "an event after the end");
      if (random.nextInt(6) == 0) {
        int action = random.nextInt(3);
        if (action == 0) {
          write();
        } else if (action == 1) {
          flow.shutdownOutput();
        } else if (random.nextInt(4) == 0) {
          over = true;
          flow.reset();
        }
      }
      if (mayResume && random.nextInt(6) == 0) {
        flow.resume();
      }
    }

    @Override
    public int onData(Buffer buffer, int at, int length) {
      assertTrue(length > 0 && at >= 0 && at + length <= buffer.capacity());
      actSometimes(false);
      return random.nextInt(3) == 0 ? random.nextInt(length + 1) : length;
    }

    @Override
    public void onEnd() {
      actSometimes(true);
    }

    @Override
    public void onEstablished() {
      actSometimes(true);
    }

    @Override
    public void onSendRoom() {
      actSometimes(true);
    }

    @Override
    public void onClosed(boolean reset) {
      assertTrue(!over, "a second end");
      over = true;
      flow.resume();
      flow.shutdownOutput();
    }
  }

  private final class AnyUplink implements Uplink {
    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      Relay relay = new Relay(flow);
      relays.add(relay);
      switch (random.nextInt(4)) {
        case 0, 1 -> flow.accept();
        case 2 -> relay.act();
        default -> {}
      }
      return relay;
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      throw new AssertionError("no UDP here");
    }

    @Override
    public EchoHandler onEchoOpen(EchoFlow flow) {
      throw new AssertionError("no echo here");
    }
  }

  @Test
  void anythingMayCome() {
    long only = Long.getLong("fuzz.seed", 0);
    for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? SEEDS : only); seed++) {
      try {
        fuzz(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
      }
    }
  }

  private void fuzz(long seed) {
    relays.clear();
    random = new Random(seed);
    v6 = seed % 3 == 0;
    int mtu = new int[] {68, 128, 576, 1500, 1500, 65_520}[random.nextInt(6)];
    mtu = v6 ? Math.max(mtu, Ipv6Config.MIN_MTU) : mtu;
    Offloads offloads = random.nextBoolean() ? Offloads.ALL : Offloads.NONE;
    Limits limits = new Limits(4, 3, 3, 4, 4, 4, 32, LIMIT_BYTES, LIMIT_BYTES);
    TestStack bench =
        new TestStack(
            v6 ? TestStack.config6(mtu, offloads, limits) : TestStack.config(mtu, offloads, limits),
            Buffers.bounded(8, 30),
            new AnyUplink());
    if (random.nextBoolean()) {
      bench.introduce();
    }
    for (int i = 0; i < PORTS; i++) {
      peers[i] = new Peer();
    }
    for (int step = 0; step < STEPS; step++) {
      step(bench);
    }
    end(bench);
  }

  private void step(TestStack bench) {
    switch (random.nextInt(24)) {
      case 0 -> bench.advance(random.nextLong(1L << (20 + random.nextInt(17))));
      case 1, 2, 3, 4, 5 -> {
        if (!relays.isEmpty()) {
          relays.get(Math.max(0, relays.size() - 1 - random.nextInt(5))).act();
        }
      }
      case 6 -> bench.device.acceptOnly(random.nextInt(3));
      case 7 -> connect(bench);
      default -> {
        if (bench.buffers.large().available() > 0) {
          segment(bench);
        }
      }
    }
    bench.device.acceptAll();
    if (random.nextInt(3) > 0) {
      bench.emit();
      List<EmittedFrame> frames = bench.device.take();
      assertTrue(frames.size() <= MAX_FRAMES_PER_TURN, "frames in a turn: " + frames.size());
      frames.forEach(this::observe);
    }
  }

  private void connect(TestStack bench) {
    Late late = new Late();
    TcpFlow flow =
        bench.stack.connect(
            v6 ? TestStack.GUEST6 : IpAddress.v4(TestStack.GUEST),
            80,
            v6 ? TestStack.FAR6 : IpAddress.v4(TestStack.FAR),
            random.nextInt(PORTS),
            late,
            bench.now());
    if (flow != null) {
      late.relay = new Relay(flow);
      relays.add(late.relay);
    }
  }

  /** Passes on to a relay that is made when there is a flow. */
  private static final class Late implements TcpHandler {
    @Nullable Relay relay;

    private Relay relay() {
      return Objects.requireNonNull(relay, "an event within connect");
    }

    @Override
    public int onData(Buffer buffer, int at, int length) {
      return relay().onData(buffer, at, length);
    }

    @Override
    public void onEnd() {
      relay().onEnd();
    }

    @Override
    public void onEstablished() {
      relay().onEstablished();
    }

    @Override
    public void onSendRoom() {
      relay().onSendRoom();
    }

    @Override
    public void onClosed(boolean reset) {
      relay().onClosed(reset);
    }
  }

  private void observe(EmittedFrame frame) {
    if (frame.packet().getPayload().getPayload() instanceof TcpPacket tcp) {
      TcpPacket.TcpHeader header = tcp.getHeader();
      int port = header.getSrcPort().valueAsInt();
      if (port >= PORTS) {
        return; // the answer to a damaged segment
      }
      Peer peer = peers[port];
      int numbers = (header.getSyn() ? 1 : 0) + (header.getFin() ? 1 : 0);
      peer.next = header.getSequenceNumber() + frame.payload().length + numbers;
      peer.acknowledged = header.getAck() ? header.getAcknowledgmentNumber() : peer.acknowledged;
      peer.window = header.getWindowAsInt();
    }
  }

  private void segment(TestStack bench) {
    int port = random.nextInt(PORTS);
    Peer peer = peers[port];
    int flags =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt(256);
          case 1 -> GuestFrames.SYN;
          case 2 -> GuestFrames.SYN | (random.nextBoolean() ? GuestFrames.ACK : 0);
          case 3 -> GuestFrames.ACK | (random.nextInt(3) == 0 ? GuestFrames.FIN : 0);
          case 4 -> random.nextInt(6) == 0 ? GuestFrames.RST : GuestFrames.ACK;
          default -> GuestFrames.ACK;
        };
    byte[] payload = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(3_000)];
    int window = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(65_536);
    int sequence = near(peer.acknowledged, peer.window);
    int ack = near(peer.next, 3_000);
    byte[] options = options(peer);
    byte[] frame =
        v6
            ? bench.guest6.tcp(
                80, TestStack.FAR6, port, sequence, ack, flags, window, options, payload)
            : bench.guest.tcp(
                80, TestStack.FAR, port, sequence, ack, flags, window, options, payload);
    boolean trusted = random.nextInt(4) == 0;
    if (random.nextInt(8) == 0) {
      // Damage that reaches the stack: with a checksum that it is told not to look at.
      int transportAt = v6 ? GuestFrames6.PAYLOAD_AT : GuestFrames.TRANSPORT_AT;
      int at = transportAt + random.nextInt(frame.length - transportAt);
      frame[at] = (byte) random.nextInt();
      trusted = true;
    }
    bench.deliver(frame, trusted, trusted ? random.nextInt(1_500) : 0);
  }

  private int near(int number, int span) {
    return switch (random.nextInt(20)) {
      case 0 -> number + random.nextInt(2 * span + 1) - span;
      case 1 -> number + random.nextInt(9) - 4;
      case 2 -> number + span + random.nextInt(9) - 4;
      case 3 -> random.nextInt(20) == 0 ? random.nextInt() : number - random.nextInt(span + 1);
      default -> number;
    };
  }

  private byte[] options(Peer peer) {
    List<byte[]> options = new ArrayList<>();
    int room = 40;
    for (int count = random.nextInt(4); count > 0; count--) {
      byte[] option =
          switch (random.nextInt(7)) {
            case 0 -> GuestFrames.mss(random.nextInt(3) == 0 ? random.nextInt(80) : 1460);
            case 1 -> GuestFrames.windowScale(random.nextInt(16));
            case 2 -> GuestFrames.sackPermitted();
            case 3 -> GuestFrames.timestamps(random.nextInt(5) == 0 ? random.nextInt() : 1, 1);
            case 4, 5 -> {
              ByteBuffer edges = ByteBuffer.allocate(8);
              edges.putInt(near(peer.next, 30_000)).putInt(near(peer.next, 30_000));
              yield GuestFrames.sack(edges.getInt(0), edges.getInt(4));
            }
            default -> {
              byte[] any = new byte[random.nextInt(5)];
              random.nextBytes(any);
              yield any;
            }
          };
      if (option.length <= room) {
        options.add(option);
        room -= option.length;
      }
    }
    return GuestFrames.options(options.toArray(new byte[0][]));
  }

  private void end(TestStack bench) {
    for (Relay relay : relays) {
      if (!relay.over) {
        relay.over = true;
        relay.flow.reset();
      }
    }
    bench.emit();
    bench.advance(200 * TestStack.SECOND);
    bench.device.clear();
    bench.assertNothingHeld();
    assertEquals(0, bench.device.frames().size());
    assertTrue(!bench.stack.hasWork());
    // A router of IPv6 never ceases to advertise itself.
    assertTrue(v6 || bench.stack.nextDeadline() == Stack.NEVER, "something is still to be done");
  }
}
