package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.FrameChecker;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;

/**
 * Two stacks, each the other's container, on a wire that delays, loses, doubles, swaps and damages
 * frames, may be slow and queue few of them, with devices that are full now and then. All of it,
 * and the connections between them, is drawn from one seed, which replays it.
 */
final class Simulation {
  private static final long MILLISECOND = 1_000_000L;
  private static final long HOUR = 3_600_000L * MILLISECOND;
  private static final int ETHERNET_BYTES = 14;
  private static final int MAX_EVENTS = 400_000;
  private static final int PORT = 7_000;

  /** Of a bulk transfer, what either end may hold: more than any window of the simulated wires. */
  private static final int BULK_BYTES = 1 << 20;

  private static final int BULK_BUFFERS = 512;

  /** How long a simulation over IPv6 lasts after all is over: routers never cease to advertise. */
  private static final long AFTERMATH_NANOS = HOUR / 4;

  private static final Map<String, Buffers> POOLS = new HashMap<>();

  private final Random random;
  private final Host left;
  private final Host right;
  private final List<SimulatedRelay> relays = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Wire wire;
  private final boolean bulk;
  private final boolean checked;
  private final boolean v6;
  private long now;
  private long overAt;
  private final long begin;
  private long order;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /**
   * Draws a simulation.
   *
   * @param checked its frames are looked at by {@link FrameChecker}
   * @param v6 it is of IPv6
   */
  Simulation(long seed, boolean checked, boolean v6) {
    this(new Random(seed), null, checked, v6);
  }

  /** Makes a simulation of one transfer of many bytes over {@code wire}, for {@link #transfer}. */
  Simulation(long seed, Wire wire) {
    this(new Random(seed), wire, false, false);
  }

  private Simulation(Random random, @Nullable Wire given, boolean checked, boolean v6) {
    this.random = random;
    this.checked = checked;
    this.v6 = v6;
    bulk = given != null;
    now = random.nextLong() >> 2;
    begin = now;
    wire = given == null ? Wire.draw(random) : given;
    int mtu = bulk ? 1500 : new int[] {296, 576, 1500, 1500, 9000, 65_520}[random.nextInt(6)];
    mtu = v6 ? Math.max(mtu, Ipv6Config.MIN_MTU) : mtu;
    IpAddress leftAddress = GuestFrames6.ip(v6 ? "fd00::100" : "10.0.2.100");
    IpAddress rightAddress = GuestFrames6.ip(v6 ? "fd00::7" : "192.0.2.7");
    left = new Host("left", mtu, leftAddress, 0x0200_0000_0001L, rightAddress, 0x0200_0000_0002L);
    right = new Host("right", mtu, rightAddress, 0x0200_0000_0002L, leftAddress, 0x0200_0000_0001L);
    left.other = right;
    right.other = left;
  }

  /** One stack with its device. */
  private final class Host implements Uplink {
    final String name;
    final IpAddress address;
    final Buffers buffers;
    final Stack stack;
    final FrameChecker checker;
    final Map<Integer, SimulatedRelay> expected = new HashMap<>();
    private final IpAddress otherAddress;
    private Host other = this;
    private boolean emitPlanned;
    private long wireBusyUntil = now;

    Host(String name, int mtu, IpAddress address, long mac, IpAddress otherAddress, long otherMac) {
      this.name = name;
      this.address = address;
      this.otherAddress = otherAddress;
      Offloads offloads =
          switch (bulk ? 2 : random.nextInt(4)) {
            case 0 -> Offloads.ALL;
            case 1 -> new Offloads(true, false, false, false);
            default -> Offloads.NONE;
          };
      int receive = bulk ? BULK_BYTES : 3_000 << random.nextInt(9);
      int send = bulk ? BULK_BYTES : 3_000 << random.nextInt(8);
      Limits limits = new Limits(64, 16, 32, 4, 4, 4, 64, receive, send);
      buffers =
          bulk
              ? pools(name, BULK_BUFFERS, 4 * BULK_BUFFERS)
              : pools(name, 6 << random.nextInt(4), 20 << random.nextInt(5));
      // The stacks' own addresses are such as nobody here uses.
      IpAddress own = GuestFrames6.ip("10.9.9.9");
      IpAddress own6 = GuestFrames6.ip("fd00::9999");
      IpAddress router = GuestFrames6.ip("fe80::9999");
      Ipv6Config ipv6 =
          v6 ? new Ipv6Config(router, own6, own6, GuestFrames6.ip("fd00::"), true) : null;
      StackConfig config = new StackConfig(mtu, mac, own, own, ipv6, offloads, limits);
      StackSecret secret = new StackSecret(random.nextLong(), random.nextLong());
      stack = new Stack(config, secret, buffers, this, now);
      checker = new FrameChecker(config);
      byte[] introduction =
          v6
              ? new GuestFrames6(otherMac, otherAddress, mac).neighbourSolicitation(own6)
              : new GuestFrames(otherMac, otherAddress.v4Bits(), mac).arpRequest(address.v4Bits());
      receive(introduction, false, 0);
    }

    /** Memory is never given back to the system, so simulations share it. */
    private static Buffers pools(String name, int large, int small) {
      return POOLS.computeIfAbsent(
          name + large + "+" + small, key -> Buffers.bounded(large, small));
    }

    void connect(int port, TcpHandler handler) {
      TcpFlow flow = stack.connect(otherAddress, PORT, address, port, handler, now);
      ((SimulatedRelay) handler).flow = Objects.requireNonNull(flow, "connect");
    }

    void receive(byte[] frame, boolean trusted, int segmentBytes) {
      Buffer buffer = buffers.large().take();
      if (buffer == null) {
        return; // as if the device had lost it
      }
      MemorySegment.copy(frame, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 10, frame.length);
      stack.onFrame(buffer, 10, frame.length, trusted, segmentBytes, now);
      buffer.release();
    }

    /** Emits at the end of a turn, and once more when the device was full. */
    void emit() {
      stack.emit(this::accept, now);
      if (stack.hasWork() && !emitPlanned) {
        emitPlanned = true;
        plan(
            random.nextInt(3) * MILLISECOND,
            () -> {
              emitPlanned = false;
              emit();
            });
      }
    }

    private boolean accept(OutboundFrame frame) {
      if (random.nextDouble() < wire.full()) {
        return false;
      }
      if (checked) {
        checker.accept(frame);
        checker.clear();
      }
      transmit(this, frame);
      return true;
    }

    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      SimulatedRelay relay = expected.get(flow.peerPort() * 65_536 + flow.guestPort());
      if (relay == null || relay.flow != null) {
        // Late or doubled: the connection is over or was never meant to be.
        flow.reset();
        return new SimulatedRelay("stray", random, 0, 0, 0, 1, -1);
      }
      relay.flow = flow;
      plan(random.nextInt(20) * MILLISECOND, () -> turn(this, flow::accept));
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

  // ---- the wire

  private void transmit(Host from, OutboundFrame frame) {
    byte[] bytes = bytesOf(frame);
    boolean trusted = frame.checksumOffset() != 0;
    int segmentBytes =
        frame.segmentation() == OutboundFrame.Segmentation.NONE ? 0 : frame.segmentBytes();
    int copies = random.nextDouble() < wire.doubled() ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      if (random.nextDouble() < wire.loss()) {
        continue;
      }
      byte[] sent = bytes;
      if (!trusted && random.nextDouble() < wire.damaged()) {
        sent = bytes.clone();
        int at = ETHERNET_BYTES + random.nextInt(bytes.length - ETHERNET_BYTES);
        sent[at] ^= (byte) (1 << random.nextInt(8));
      }
      deliver(from, sent, trusted, segmentBytes);
    }
  }

  private void deliver(Host from, byte[] frame, boolean trusted, int segmentBytes) {
    Host to = from.other;
    long free = Math.max(from.wireBusyUntil - now, 0);
    if (!wire.hasPlace(free, frame.length)) {
      return;
    }
    long sent = free + wire.busyNanos(frame.length);
    from.wireBusyUntil = now + sent;
    long jitter = wire.jitterNanos() == 0 ? 0 : random.nextLong(wire.jitterNanos());
    plan(
        sent + wire.delayNanos() + jitter,
        () -> turn(to, () -> to.receive(frame, trusted, segmentBytes)));
  }

  @SuppressWarnings("restricted") // pieces are addresses, as the device's system call takes them
  private static byte[] bytesOf(OutboundFrame frame) {
    byte[] bytes = new byte[frame.length()];
    MemorySegment all = MemorySegment.ofArray(bytes);
    int at = frame.headerLength();
    MemorySegment.copy(frame.headers(), OutboundFrame.HEADROOM_BYTES, all, 0, at);
    for (int i = 0; i < frame.pieceCount(); i++) {
      int length = frame.pieceLength(i);
      MemorySegment piece = MemorySegment.ofAddress(frame.pieceAddress(i)).reinterpret(length);
      MemorySegment.copy(piece, 0, all, at, length);
      at += length;
    }
    return bytes;
  }

  // ---- time

  private void plan(long inNanos, Runnable what) {
    events.add(new Event(now + inNanos, order++, what));
  }

  private static void turn(Host host, Runnable what) {
    what.run();
    host.emit();
  }

  /** Opens connections and runs until nothing is left to happen. */
  void run() {
    int connections = 1 + random.nextInt(4);
    for (int i = 0; i < connections; i++) {
      open(i);
    }
    long end = now + 3 * HOUR;
    for (int count = 0; step(); count++) {
      if (now - end > 0 || count > MAX_EVENTS) {
        throw new AssertionError(count + " events and no end: " + this);
      }
    }
    finish();
  }

  /** Sends {@code bytes} bytes from left to right; returns how many arrived in a second. */
  double transfer(int bytes) {
    SimulatedRelay sender = SimulatedRelay.eager("sender", random, 0, bytes, 0);
    SimulatedRelay taker = SimulatedRelay.eager("taker", random, 1, 0, bytes);
    relays.add(sender);
    relays.add(taker);
    right.expected.put(PORT * 65_536 + 30_000, taker);
    turn(left, () -> left.connect(30_000, sender));
    long end = now + HOUR;
    while (!taker.ended) {
      if (!step() || now - end > 0) {
        throw new AssertionError("it does not end: " + this);
      }
    }
    return bytes / ((now - begin) / 1e9);
  }

  private void open(int index) {
    Host client = random.nextBoolean() ? left : right;
    Host server = client.other;
    int toServer = amount();
    int toClient = amount();
    long abort = random.nextInt(8) == 0 ? random.nextInt(toServer + toClient + 1) : -1;
    int greed = (toServer + toClient) / 500 + 1 + random.nextInt(1 << (5 + random.nextInt(14)));
    int stream = 2 * index;
    int port = 30_000 + index;
    SimulatedRelay caller =
        new SimulatedRelay(client.name + index, random, stream, toServer, toClient, greed, abort);
    SimulatedRelay callee =
        new SimulatedRelay(server.name + index, random, stream + 1, toClient, toServer, greed, -1);
    relays.add(caller);
    relays.add(callee);
    server.expected.put(PORT * 65_536 + port, callee);
    plan(random.nextInt(5) * MILLISECOND, () -> turn(client, () -> client.connect(port, caller)));
    keepActing(client, caller);
    keepActing(server, callee);
    watch(client, caller, callee);
    watch(server, callee, caller);
  }

  private int amount() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(100);
      case 2 -> random.nextInt(20_000);
      default -> random.nextInt(200_000);
    };
  }

  private void keepActing(Host host, SimulatedRelay relay) {
    long pause = relay.hasWork() ? random.nextInt(8) * MILLISECOND : 50 * MILLISECOND;
    plan(
        1 + pause,
        () -> {
          if (relay.flow != null) {
            turn(host, relay::act);
          }
          if (!relay.isOver()) {
            keepActing(host, relay);
          }
        });
  }

  /** Ends what an RST was meant to end that got lost, as a keep-alive would in the end. */
  private void watch(Host host, SimulatedRelay relay, SimulatedRelay other) {
    plan(
        HOUR / 20,
        () -> {
          if (!relay.isOver() && (other.aborted || other.reset)) {
            turn(host, relay::giveUp);
          } else if (!relay.isOver()) {
            watch(host, relay, other);
          }
        });
  }

  /** Lets the next thing happen: a deadline of a stack, a frame, a relay. */
  private boolean step() {
    Event event = events.peek();
    long at = event == null ? Stack.NEVER : event.at;
    Host due = null;
    for (Host host : List.of(left, right)) {
      long deadline = host.stack.nextDeadline();
      if (deadline != Stack.NEVER && (at == Stack.NEVER || deadline - at < 0)) {
        at = deadline;
        due = host;
      }
    }
    if (at == Stack.NEVER || (v6 && isLongOver(at))) {
      return false;
    }
    now = Math.max(now, at);
    if (due != null) {
      Host host = due;
      turn(host, () -> host.stack.onDeadline(now));
    } else {
      Objects.requireNonNull(events.poll()).what().run();
    }
    return true;
  }

  private boolean isLongOver(long at) {
    if (overAt == 0 && relays.stream().allMatch(SimulatedRelay::isOver)) {
      overAt = now;
    }
    return overAt != 0 && at - overAt > AFTERMATH_NANOS;
  }

  private void finish() {
    for (int i = 0; i < relays.size(); i += 2) {
      SimulatedRelay caller = relays.get(i);
      SimulatedRelay callee = relays.get(i + 1);
      boolean cut = caller.reset || callee.reset || caller.aborted;
      boolean both = caller.isOver() && callee.isOver();
      if (!both || (!cut && !(caller.ended && callee.ended))) {
        throw new AssertionError("not over: " + this);
      }
    }
    for (Host host : List.of(left, right)) {
      if (host.buffers.large().inUse() != 0 || host.buffers.small().inUse() != 0) {
        throw new AssertionError("memory is not given back by " + host.name + ": " + this);
      }
    }
  }

  /** Returns how many connections were cut without either end having asked for it. */
  int died() {
    int died = 0;
    for (int i = 0; i < relays.size(); i += 2) {
      boolean meant = relays.get(i).aborted;
      died += !meant && (relays.get(i).reset || relays.get(i + 1).reset) ? 1 : 0;
    }
    return died;
  }

  @Override
  public String toString() {
    return "after %.1f s, %s, %s".formatted((now - begin) / 1e9, wire, relays);
  }
}
