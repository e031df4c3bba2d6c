package org.slirp4j.runtime.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.DeafTcpHandler;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.IpAddress;
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

/** The end of a turn, on a real loop with a real stack whose peer never answers. */
final class TurnTest {
  private static final int GATEWAY = 0x0a000202;
  private static final int GUEST = 0x0a000264;
  private static final long STACK_MAC = 0x52550a000202L;
  private static final long GUEST_MAC = 0x020000000001L;

  private final Loop loop = new Loop("loop");
  private final Turn turn = new Turn(loop);
  private final Recorder recorder = new Recorder();
  private final Buffers buffers = Buffers.bounded(16, 16);
  private final Stack stack =
      new Stack(
          new StackConfig(
              1500,
              STACK_MAC,
              IpAddress.v4(GATEWAY),
              IpAddress.v4(GATEWAY + 1),
              Offloads.ALL,
              Limits.DEFAULT),
          new StackSecret(1, 2),
          buffers,
          new Accepting(),
          System.nanoTime());

  @BeforeEach
  void drive() {
    turn.drive(stack, recorder);
  }

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void emitsOnceForManyRequests() {
    onLoop(() -> {
      turn.request();
      syn(1024);
      turn.request();
      syn(1025);
      turn.request();
      assertTrue(recorder.lengths.isEmpty(), "not before the turn's end");
    });
    onLoop(() -> assertEquals(2, recorder.lengths.size(), "a SYN/ACK each"));
  }

  @Test
  void wakesUpForTheStacksDeadlines() {
    onLoop(() -> {
      syn(1024);
      turn.request();
    });
    long began = System.nanoTime();
    // RFC 6298, 2.1: one second until the SYN/ACK is sent again.
    await().atMost(5, TimeUnit.SECONDS).until(() -> recorder.lengths.size() == 2);
    assertTrue(System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(900));
  }

  @Test
  void triesAgainWhenTheDeviceWasFull() {
    onLoop(() -> {
      recorder.full = true;
      syn(1024);
      turn.request();
    });
    onLoop(() -> {
      assertTrue(recorder.lengths.isEmpty());
      recorder.full = false;
      turn.request();
    });
    onLoop(() -> assertEquals(1, recorder.lengths.size()));
  }

  @Test
  void doesNothingAfterItsEnd() {
    onLoop(() -> {
      syn(1024);
      turn.request();
      turn.stop();
    });
    onLoop(() -> assertTrue(recorder.lengths.isEmpty()));
  }

  @Test
  void aFaultInTheMiddleOfATurnIsTheEnginesNotTheCallers() {
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    RuntimeException fault = new IllegalStateException("a fault of the device's");
    onLoop(() -> {
      loop.faults()
          .owner(caught -> {
            faults.add(caught);
            turn.stop();
          });
      recorder.fault = fault;
      syn(1024);
      turn.now(); // whoever asked for it has done nothing wrong
    });
    onLoop(() -> assertEquals(List.of(fault), faults));
  }

  private void onLoop(Runnable task) {
    loop.call(() -> {
      task.run();
      return task;
    });
  }

  /** Lets the guest send a SYN to port 80 of the gateway. */
  private void syn(int port) {
    ByteBuffer frame = ByteBuffer.allocate(54);
    frame.putShort((short) (STACK_MAC >> 32)).putInt((int) STACK_MAC);
    frame.putShort((short) (GUEST_MAC >> 32)).putInt((int) GUEST_MAC).putShort((short) 0x0800);
    // IPv4 header, its checksum computed once and for all
    frame.putShort((short) 0x4500).putShort((short) 40).putInt(0).putShort((short) 0x4006);
    frame.putShort((short) 0x626b).putInt(GUEST).putInt(GATEWAY);
    frame.putShort((short) port).putShort((short) 80).putInt(port).putInt(0);
    frame.putShort((short) 0x5002).putShort((short) 0xffff).putInt(0);
    Buffer buffer = Objects.requireNonNull(buffers.large().take());
    MemorySegment.copy(MemorySegment.ofBuffer(frame.flip()), 0, buffer.memory(), 0, 54);
    stack.onFrame(buffer, 0, 54, true, 0, System.nanoTime());
    buffer.release();
  }

  /** Keeps the lengths of the frames it is given. */
  private static final class Recorder implements FrameSink {
    final List<Integer> lengths = new CopyOnWriteArrayList<>();
    boolean full;
    @Nullable RuntimeException fault;

    @Override
    public boolean accept(OutboundFrame frame) {
      if (fault != null) {
        throw fault;
      }
      if (full) {
        return false;
      }
      lengths.add(frame.length());
      return true;
    }
  }

  /** Accepts every connection and has nothing to say. */
  private static final class Accepting implements Uplink {
    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      flow.accept();
      return new DeafTcpHandler();
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      throw new AssertionError("nobody sends a datagram");
    }

    @Override
    public EchoHandler onEchoOpen(EchoFlow flow) {
      throw new AssertionError("nobody pings");
    }
  }
}
