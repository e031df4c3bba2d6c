package org.slirp4j.portfwd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** A stack's end of a stream of echo requests, with a guest that a test plays. */
final class FakeEchoFlow implements EchoFlow {
  /** A reply that reached the guest. */
  record Reply(ByteBuffer data, int sequence, FakeUdpFlow.Marks marks) {
    byte[] payload() {
      byte[] copy = new byte[data.remaining()];
      data.duplicate().get(copy);
      return copy;
    }
  }

  /** An ICMP error that reached the guest. */
  record Report(IcmpError error, IpAddress reporter, int sequence) {}

  final List<Reply> replies = new CopyOnWriteArrayList<>();
  final List<Report> errors = new CopyOnWriteArrayList<>();

  private final Rig rig;
  private final IpAddress peer;
  private @Nullable EchoHandler handler;

  FakeEchoFlow(Rig rig, IpAddress peer) {
    this.rig = rig;
    this.peer = peer;
  }

  void attach(EchoHandler handler) {
    this.handler = handler;
  }

  /** The guest pings. */
  void request(byte[] payload, int sequence, int hopLimit) {
    request(payload, sequence, new FakeUdpFlow.Marks(hopLimit, 0, true));
  }

  /** The guest pings with an IP header of its own making. */
  void request(byte[] payload, int sequence, FakeUdpFlow.Marks marks) {
    rig.run(() -> {
      Buffer buffer = rig.buffers.large().take();
      if (buffer == null || handler == null) {
        throw new AssertionError("no buffer or no handler");
      }
      MemorySegment.copy(payload, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 50, payload.length);
      IpMarks header = new IpMarks().set(marks.hopLimit(), marks.tos(), marks.dontFragment());
      handler.onRequest(buffer, 50, payload.length, sequence, header);
      buffer.release();
    });
  }

  void closed() {
    rig.run(() -> {
      if (handler != null) {
        handler.onClosed();
      }
    });
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public IpAddress peerAddress() {
    return peer;
  }

  @Override
  public void reply(Buffer buffer, int at, int length, int sequence, IpMarks marks) {
    if (at < Buffers.HEADROOM_BYTES) {
      throw new AssertionError("no room for headers: " + at);
    }
    byte[] payload = buffer.memory().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    buffer.release();
    replies.add(new Reply(ByteBuffer.wrap(payload), sequence, FakeUdpFlow.Marks.of(marks)));
  }

  @Override
  public void error(IcmpError error, IpAddress reporter, int sequence) {
    errors.add(new Report(error, reporter, sequence));
  }

  @Override
  public void close() {}
}
