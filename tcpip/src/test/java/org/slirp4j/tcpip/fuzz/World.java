package org.slirp4j.tcpip.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.TestStack;

/** The world beyond the stack: it does with its flows, and within their events, what it is told. */
final class World implements Uplink {
  private static final IcmpError[] ERRORS = {
    IcmpError.PORT_UNREACHABLE,
    IcmpError.HOST_UNREACHABLE,
    IcmpError.PROHIBITED,
    IcmpError.HOPS_EXCEEDED,
    IcmpError.BEYOND_SCOPE,
    new IcmpError(IcmpError.PARAMETER_PROBLEM, 0, 0),
    IcmpError.fragmentationNeeded(0),
    IcmpError.fragmentationNeeded(1280),
  };

  private final Limits limits;
  private final Buffers buffers;
  private final List<Relay> relays = new ArrayList<>();
  private final List<UdpRelay> udpRelays = new ArrayList<>();
  private final List<EchoRelay> echoRelays = new ArrayList<>();

  /** What relays do within events, a nibble for each kind of event in turn. */
  private int habits;

  private int events;

  World(Limits limits, Buffers buffers) {
    this.limits = limits;
    this.buffers = buffers;
  }

  /** Sets what relays do within events from now on. */
  void habits(int nibbles) {
    habits = nibbles;
  }

  private int habit() {
    int shift = events++ % 8 * 4;
    return habits >>> shift & 15;
  }

  /** Fails when there are more flows than the limits allow. */
  void checkBounds() {
    relays.removeIf(each -> each.over);
    udpRelays.removeIf(each -> each.over);
    echoRelays.removeIf(each -> each.over);
    assertTrue(relays.size() <= limits.maxTcpFlows() + limits.maxTimeWait(), "TCP flows");
    assertTrue(udpRelays.size() <= limits.maxUdpFlows(), "UDP flows");
    assertTrue(echoRelays.size() <= limits.maxEchoFlows(), "echo flows");
  }

  /** Fails unless every flow has ended. */
  void checkAllOver() {
    checkBounds();
    assertTrue(relays.isEmpty() && udpRelays.isEmpty() && echoRelays.isEmpty(), "flows are left");
  }

  /** Ends every flow. */
  void closeAll() {
    habits = 0;
    relays.forEach(Relay::reset);
    List.copyOf(udpRelays).forEach(UdpRelay::close);
    List.copyOf(echoRelays).forEach(EchoRelay::close);
  }

  /** Lets one of the TCP relays do something. */
  void actTcp(Program program) {
    int code = program.next();
    if (relays.isEmpty()) {
      return;
    }
    Relay relay = relays.get((code >>> 4) % relays.size());
    switch (code & 15) {
      case 0, 1 -> relay.accept();
      case 2 -> relay.refuse(Refusal.values()[program.next() % Refusal.values().length]);
      case 3, 4, 5 -> relay.write(program.nextLength());
      case 6 -> relay.write(1 << 16);
      case 7 -> relay.write(0);
      case 8, 9, 10 -> relay.flow().resume();
      case 11 -> relay.flow().shutdownOutput();
      case 12 -> relay.reset();
      case 13 -> relay.share = program.next();
      default -> assertTrue(relay.flow().sendRoomBytes() >= 0, "room");
    }
  }

  /** Lets one of the UDP relays do something. */
  void actUdp(Program program) {
    int code = program.next();
    if (udpRelays.isEmpty()) {
      return;
    }
    UdpRelay relay = udpRelays.get((code >>> 4) % udpRelays.size());
    switch (code & 7) {
      case 0, 1, 2, 3 -> relay.send(program.nextLength());
      case 4 -> relay.send(65_507);
      case 5, 6 -> relay.error(program.next(), program.nextLength());
      default -> relay.close();
    }
  }

  /** Lets one of the echo relays do something. */
  void actEcho(Program program) {
    int code = program.next();
    if (echoRelays.isEmpty()) {
      return;
    }
    EchoRelay relay = echoRelays.get((code >>> 4) % echoRelays.size());
    switch (code & 7) {
      case 0, 1, 2 -> relay.reply(program.nextLength());
      case 3, 4 -> relay.error(program.next());
      default -> relay.close();
    }
  }

  /** Returns what a connection that is opened from here is handled by. */
  Relay relay() {
    return new Relay();
  }

  /** Takes on a connection that was opened from here. */
  void connected(Relay relay, TcpFlow flow) {
    relay.accepted = true;
    opened(relay, flow);
  }

  private void opened(Relay relay, TcpFlow flow) {
    relay.flow = flow;
    relays.add(relay);
  }

  @Override
  public TcpHandler onTcpOpen(TcpFlow flow) {
    Relay relay = new Relay();
    opened(relay, flow);
    switch (habit()) {
      case 1 -> relay.accept();
      case 2 -> relay.refuse(Refusal.PORT_UNREACHABLE);
      case 3 -> {
        relay.accept();
        relay.write(100);
      }
      case 4 -> relay.reset();
      default -> {}
    }
    return relay;
  }

  @Override
  public UdpHandler onUdpOpen(UdpFlow flow) {
    UdpRelay relay = new UdpRelay(flow);
    udpRelays.add(relay);
    return relay;
  }

  @Override
  public EchoHandler onEchoOpen(EchoFlow flow) {
    EchoRelay relay = new EchoRelay(flow);
    echoRelays.add(relay);
    return relay;
  }

  @Override
  public List<String> searchDomains() {
    return switch (habits & 3) {
      case 0 -> List.of();
      case 1 -> List.of("example.org", "sub.example.org");
      case 2 -> List.of("x".repeat(64), "..", "a.b.", "y".repeat(60) + ".example");
      default -> Collections.nCopies(16, "a-domain-of-some-length.example.com");
    };
  }

  /** The stack's counterpart of one TCP connection. */
  final class Relay implements TcpHandler {
    private @Nullable TcpFlow flow;
    private boolean accepted;
    private boolean over;

    /** How many 255ths of what it is offered it takes. */
    private int share = 255;

    private TcpFlow flow() {
      return Objects.requireNonNull(flow, "an event within connect");
    }

    private void accept() {
      accepted = true;
      flow().accept();
    }

    private void refuse(Refusal refusal) {
      over |= !accepted;
      flow().refuse(refusal);
    }

    void reset() {
      if (!over) {
        over = true;
        flow().reset();
      }
    }

    @SuppressWarnings("restricted") // as a system call would be given it
    void write(int atMost) {
      long address = flow().reserve();
      if (address != 0) {
        int length = Math.min(flow().reservedBytes(), atMost);
        MemorySegment.ofAddress(address).reinterpret(length).fill((byte) length);
        flow().commit(length);
      }
    }

    private void onAnything(boolean mayResume) {
      assertTrue(!over, "an event after the end");
      switch (habit()) {
        case 5 -> write(1000);
        case 6 -> flow().shutdownOutput();
        case 7 -> reset();
        case 8 -> {
          if (mayResume) {
            flow().resume();
          }
        }
        default -> {}
      }
    }

    @Override
    public int onData(Buffer buffer, int at, int length) {
      assertTrue(length > 0 && at >= 0 && at + length <= buffer.capacity(), "bounds of data");
      onAnything(false);
      return length * share / 255;
    }

    @Override
    public void onEnd() {
      onAnything(true);
    }

    @Override
    public void onEstablished() {
      onAnything(true);
    }

    @Override
    public void onSendRoom() {
      onAnything(true);
    }

    @Override
    public void onClosed(boolean reset) {
      assertTrue(!over, "a second end");
      over = true;
      flow().resume();
      flow().shutdownOutput();
    }
  }

  /** The stack's counterpart of one UDP port. */
  private final class UdpRelay implements UdpHandler {
    private final UdpFlow flow;
    private IpAddress far = IpAddress.v4(TestStack.FAR);
    private int farPort = 53;
    private boolean over;

    UdpRelay(UdpFlow flow) {
      this.flow = flow;
      this.far = flow.guestAddress().isV4() ? IpAddress.v4(TestStack.FAR) : TestStack.FAR6;
    }

    void send(int length) {
      @Nullable Buffer buffer = over ? null : buffers.large().take();
      if (buffer != null) {
        flow.send(buffer, Buffers.HEADROOM_BYTES, length, far.high(), far.low(), farPort);
      }
    }

    void error(int code, int length) {
      if (!over) {
        IcmpError error = ERRORS[code % ERRORS.length];
        flow.error(error, far, far.high(), far.low(), farPort, length);
      }
    }

    void close() {
      if (!over) {
        over = true;
        flow.close();
      }
    }

    @Override
    public void onDatagram(
        Buffer buffer,
        int at,
        int length,
        int segment,
        long toHigh,
        long toLow,
        int toPort,
        IpMarks marks) {
      assertTrue(!over, "a datagram after the end");
      assertTrue(length >= 0 && at >= 0 && at + length <= buffer.capacity(), "bounds of data");
      far = new IpAddress(toHigh, toLow);
      farPort = toPort;
      switch (habit()) {
        case 9 -> send(length);
        case 10 -> error(length, length);
        case 11 -> close();
        default -> {}
      }
    }

    @Override
    public void onClosed() {
      assertTrue(!over, "a second end");
      over = true;
    }
  }

  /** The stack's counterpart of one stream of echo requests. */
  private final class EchoRelay implements EchoHandler {
    private final EchoFlow flow;
    private int sequence;
    private boolean over;

    EchoRelay(EchoFlow flow) {
      this.flow = flow;
    }

    void reply(int length) {
      @Nullable Buffer buffer = over ? null : buffers.large().take();
      if (buffer != null) {
        flow.reply(buffer, Buffers.HEADROOM_BYTES, length, sequence, new IpMarks());
      }
    }

    void error(int code) {
      if (!over) {
        flow.error(ERRORS[code % ERRORS.length], flow.peerAddress(), sequence);
      }
    }

    void close() {
      if (!over) {
        over = true;
        flow.close();
      }
    }

    @Override
    public void onRequest(Buffer buffer, int at, int length, int number, IpMarks marks) {
      assertTrue(!over, "a request after the end");
      assertTrue(length >= 0 && at >= 0 && at + length <= buffer.capacity(), "bounds of data");
      sequence = number;
      switch (habit()) {
        case 12 -> reply(length);
        case 13 -> error(length);
        case 14 -> close();
        default -> {}
      }
    }

    @Override
    public void onClosed() {
      assertTrue(!over, "a second end");
      over = true;
    }
  }
}
