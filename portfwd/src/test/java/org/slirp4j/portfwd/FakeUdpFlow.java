package org.slirp4j.portfwd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** A stack's end of a UDP flow, with a guest that a test plays. */
final class FakeUdpFlow implements UdpFlow {
  private static final AtomicLong IDS = new AtomicLong();

  /** A datagram that reached the guest. */
  record Datagram(ByteBuffer data, IpAddress from, int fromPort) {
    byte[] payload() {
      byte[] copy = new byte[data.remaining()];
      data.duplicate().get(copy);
      return copy;
    }
  }

  /** An ICMP error that reached the guest. */
  record Report(IcmpError error, IpAddress reporter, IpAddress to, int toPort) {}

  final List<Datagram> received = new CopyOnWriteArrayList<>();
  final List<Report> errors = new CopyOnWriteArrayList<>();

  private final long id = IDS.incrementAndGet();
  private final Rig rig;
  private final IpAddress guest;
  private @Nullable UdpHandler handler;

  FakeUdpFlow(Rig rig, IpAddress guest) {
    this.rig = rig;
    this.guest = guest;
  }

  void attach(UdpHandler handler) {
    this.handler = handler;
  }

  /** The guest sends a datagram. */
  void send(byte[] payload, IpAddress to, int port) {
    sendSegments(payload, 0, to, port);
  }

  /** The guest sends several in one piece. */
  void sendSegments(byte[] payload, int segmentBytes, IpAddress to, int port) {
    rig.run(() -> {
      Buffer buffer = rig.buffers.large().take();
      if (buffer == null || handler == null) {
        throw new AssertionError("no buffer or no handler");
      }
      MemorySegment.copy(payload, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 100, payload.length);
      handler.onDatagram(buffer, 100, payload.length, segmentBytes, to.high(), to.low(), port);
      buffer.release();
    });
  }

  /** The stack's verdict that the mapping was idle for too long. */
  void closed() {
    rig.run(() -> {
      if (handler != null) {
        handler.onClosed();
      }
    });
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public IpAddress guestAddress() {
    return guest;
  }

  @Override
  public int guestPort() {
    return 40_000;
  }

  @Override
  public void send(Buffer buffer, int at, int length, long fromHigh, long fromLow, int fromPort) {
    if (at < Buffers.HEADROOM_BYTES) {
      throw new AssertionError("no room for headers: " + at);
    }
    byte[] payload = buffer.memory().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    buffer.release();
    received.add(
        new Datagram(ByteBuffer.wrap(payload), new IpAddress(fromHigh, fromLow), fromPort));
  }

  @Override
  public void error(
      IcmpError error, IpAddress reporter, long toHigh, long toLow, int toPort, int length) {
    errors.add(new Report(error, reporter, new IpAddress(toHigh, toLow), toPort));
  }

  @Override
  public void close() {}
}
