package org.slirp4j.tcpip.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * A stack with all that is around it, run by a program: its first bytes choose the stack's
 * configuration, each of the others an action.
 */
final class Machine {
  private static final int FLOW_BYTES = 20_000;
  private static final int QUEUED_FRAMES = 64;
  private static final Limits LIMITS =
      new Limits(6, 3, 3, 4, 4, 4, QUEUED_FRAMES, FLOW_BYTES, FLOW_BYTES);
  private static final int[] MTUS = {1500, 68, 576, 1280, 9000, 65_520, 1500, 1500};

  /** All windows of all connections in the smallest segments, the queue, and answers to spare. */
  private static final int MAX_FRAMES_PER_TURN = 6 * FLOW_BYTES / 8 + QUEUED_FRAMES + 500;

  private static final int LARGE = 24;
  private static final int SMALL = 64;

  /** Kept from run to run, because every run gives all of it back. */
  private static Buffers pools = Buffers.bounded(LARGE, SMALL);

  private final Action[] actions;
  private final TestStack bench;
  private final World world;
  private final Container container;
  private final Deque<Buffer> withheld = new ArrayDeque<>();

  private Machine(Action[] actions, Program program, Buffers buffers) {
    this.actions = actions;
    int choice = program.next();
    boolean v6 = (choice & 1) == 0;
    Offloads offloads = (choice & 2) == 0 ? Offloads.NONE : Offloads.ALL;
    int mtu = MTUS[choice >>> 2 & 7];
    mtu = v6 ? Math.max(mtu, 1280) : mtu;
    world = new World(LIMITS, buffers);
    bench = new TestStack(config(mtu, v6, (choice & 0x40) == 0, offloads), buffers, world);
    container = new Container(bench);
    world.habits(program.next32());
    if ((choice & 0x20) == 0) {
      bench.introduce();
    }
  }

  private static StackConfig config(int mtu, boolean v6, boolean dhcp, Offloads offloads) {
    StackConfig without =
        v6 ? TestStack.config6(mtu, offloads, LIMITS) : TestStack.config(mtu, offloads, LIMITS);
    if (!dhcp) {
      return without;
    }
    return new StackConfig(
        mtu,
        without.mac(),
        without.gateway(),
        without.dns(),
        24,
        without.ipv6(),
        DhcpConfig.within(without.gateway(), 24, true),
        offloads,
        LIMITS,
        without.timeouts());
  }

  /** Runs a program of {@code actions}; fails on whatever must never be. */
  static void run(byte[] input, Action... actions) {
    Buffers buffers = pools;
    pools = Buffers.bounded(LARGE, SMALL); // if this run fails, the next begins anew
    Program program = new Program(input);
    Machine machine = new Machine(actions, program, buffers);
    while (!program.isOver()) {
      machine.step(program);
    }
    machine.end();
    pools = buffers;
  }

  private void step(Program program) {
    int code = program.next();
    Action action = actions[(code & 0x7f) % actions.length];
    switch (action) {
      case TIME -> bench.advance(1L << (20 + program.next() % 20));
      case TCP_RELAY -> world.actTcp(program);
      case UDP_RELAY -> world.actUdp(program);
      case ECHO_RELAY -> world.actEcho(program);
      case HABITS -> world.habits(program.next32());
      case CONNECT -> connect(program.next());
      case UDP_FLOW -> bench.stack.udpFlow(IpAddress.v4(TestStack.GUEST), 2000, bench.now());
      case DEVICE -> bench.device.acceptOnly(program.next() & 7);
      case FAMINE -> withhold(program.next());
      default -> {
        if (bench.buffers.large().available() > 0) {
          container.send(action, program);
        }
      }
    }
    if ((code & 0x80) == 0) {
      emit();
    }
    world.checkBounds();
  }

  private void emit() {
    bench.emit();
    bench.device.acceptAll();
    List<EmittedFrame> frames = bench.device.take();
    assertTrue(frames.size() <= MAX_FRAMES_PER_TURN, () -> frames.size() + " frames in a turn");
    frames.forEach(container::observe);
    bench.device.takeRouterAdvertisements();
  }

  private void connect(int code) {
    boolean v6 = (code & 4) != 0 && bench.config.ipv6() != null;
    World.Relay relay = world.relay();
    @Nullable TcpFlow flow =
        bench.stack.connect(
            v6 ? TestStack.GUEST6 : IpAddress.v4(TestStack.GUEST),
            Container.GUEST_PORT,
            v6 ? TestStack.FAR6 : IpAddress.v4(TestStack.FAR),
            Container.peerPort(code),
            relay,
            bench.now());
    if (flow != null) {
      world.connected(relay, flow);
    }
  }

  /** Takes buffers away, so that few or none are left, or gives all of them back. */
  private void withhold(int code) {
    withheld.forEach(Buffer::release);
    withheld.clear();
    if ((code & 3) != 0) {
      withhold((code & 1) == 0 ? 0 : code >>> 2 & 7, true);
      withhold((code & 2) == 0 ? 0 : code >>> 5, false);
    }
  }

  private void withhold(int left, boolean large) {
    var pool = large ? bench.buffers.large() : bench.buffers.small();
    while (pool.available() > left) {
      Buffer buffer = pool.take();
      if (buffer == null) {
        return;
      }
      withheld.add(buffer);
    }
  }

  /** Ends every flow, waits for every time-out, and looks whether all is as in the beginning. */
  private void end() {
    withhold(0);
    world.closeAll();
    bench.device.acceptAll();
    emit();
    bench.advance(200 * TestStack.SECOND);
    bench.advance(7200 * TestStack.SECOND);
    bench.device.clear();
    bench.device.takeRouterAdvertisements();
    bench.assertNothingHeld();
    assertTrue(!bench.stack.hasWork(), "work is left");
    world.checkAllOver();
    if (bench.config.ipv6() == null) { // a router of IPv6 never ceases to advertise itself
      assertEquals(Stack.NEVER, bench.stack.nextDeadline(), "something is still to be done");
    }
  }
}
