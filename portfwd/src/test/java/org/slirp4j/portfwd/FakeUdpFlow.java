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
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** A stack's end of a UDP flow, with a guest that a test plays. */
final class FakeUdpFlow implements UdpFlow {
  private static final AtomicLong IDS = new AtomicLong();

  /** What an {@link IpMarks} said. */
  record Marks(int hopLimit, int tos, boolean dontFragment) {
    /** What the guest's datagrams carry if it does not say otherwise. */
    static final Marks USUAL = new Marks(64, 0, true);

    static Marks of(IpMarks marks) {
      return new Marks(marks.hopLimit(), marks.tos(), marks.dontFragment());
    }
  }

  /** A datagram that reached the guest. */
  record Datagram(ByteBuffer data, IpAddress from, int fromPort, Marks marks) {
    byte[] payload() {
      byte[] copy = new byte[data.remaining()];
      data.duplicate().get(copy);
      return copy;
    }
  }

  /** An ICMP error that reached the guest. */
  record Report(IcmpError error, IpAddress reporter, IpAddress to, int toPort) {}

  final List<Datagram> received = new CopyOnWriteArrayList<>();

  /** The payloads that the errors quoted. */
  final List<byte[]> quotes = new CopyOnWriteArrayList<>();

  final List<Report> errors = new CopyOnWriteArrayList<>();

  private boolean collecting;

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

  /** The guest sends a datagram with an IP header of its own making. */
  void send(byte[] payload, IpAddress to, int port, Marks marks) {
    sendSegments(payload, 0, to, port, marks);
  }

  /** The guest sends several in one piece. */
  void sendSegments(byte[] payload, int segmentBytes, IpAddress to, int port) {
    sendSegments(payload, segmentBytes, to, port, Marks.USUAL);
  }

  /** The guest sends several in one piece with an IP header of its own making. */
  void sendSegments(byte[] payload, int segmentBytes, IpAddress to, int port, Marks marks) {
    rig.run(() -> {
      Buffer buffer = rig.buffers.large().take();
      if (buffer == null || handler == null) {
        throw new AssertionError("no buffer or no handler");
      }
      MemorySegment.copy(payload, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 100, payload.length);
      IpMarks header = new IpMarks().set(marks.hopLimit(), marks.tos(), marks.dontFragment());
      handler.onDatagram(
          buffer, 100, payload.length, segmentBytes, to.high(), to.low(), port, header);
      buffer.release();
      if (!collecting) {
        rig.relays.onBatchEnd();
      }
    });
  }

  /** What {@code sending} has the guest send comes in one batch. */
  void inOneBatch(Runnable sending) {
    rig.run(() -> {
      collecting = true;
      sending.run();
      collecting = false;
      rig.relays.onBatchEnd();
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
    send(buffer, at, length, 0, fromHigh, fromLow, fromPort, new IpMarks());
  }

  @Override
  public void send(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long fromHigh,
      long fromLow,
      int fromPort,
      IpMarks marks) {
    if (at < Buffers.HEADROOM_BYTES) {
      throw new AssertionError("no room for headers: " + at);
    }
    byte[] payload = buffer.memory().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    buffer.release();
    IpAddress from = new IpAddress(fromHigh, fromLow);
    int step = segmentBytes == 0 ? Math.max(length, 1) : segmentBytes;
    int done = 0;
    do {
      ByteBuffer one = ByteBuffer.wrap(payload, done, Math.min(step, length - done)).slice();
      received.add(new Datagram(one, from, fromPort, Marks.of(marks)));
      done += step;
    } while (done < length);
  }

  @Override
  public void error(
      IcmpError error, IpAddress reporter, long toHigh, long toLow, int toPort, int length) {
    error(error, reporter, toHigh, toLow, toPort, MemorySegment.NULL, 0, 0, length);
  }

  @Override
  public void error(
      IcmpError error,
      IpAddress reporter,
      long toHigh,
      long toLow,
      int toPort,
      MemorySegment payload,
      long payloadAt,
      int known,
      int length) {
    quotes.add(payload.asSlice(payloadAt, known).toArray(ValueLayout.JAVA_BYTE));
    errors.add(new Report(error, reporter, new IpAddress(toHigh, toLow), toPort));
  }

  @Override
  public void close() {}
}
