package org.slirp4j.runtime.train;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.slirp4j.tcpip.DeafTcpHandler;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Refusal;
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

/** A guest that exists in memory only: it sends an ARP request, a datagram, an echo and a SYN. */
final class SyntheticGuest implements Uplink {
  private static final int GATEWAY = 0x0a000202;
  private static final int GUEST = 0x0a000264;
  private static final long STACK_MAC = 0x52550a000202L;
  private static final long GUEST_MAC = 0x020000000001L;
  private static final int ROUNDS = 50;
  private static final int FRAME_BYTES = 128;

  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final Buffers buffers = Buffers.bounded(16, 64);
  private final Stack stack;
  private int port = 1024;

  private SyntheticGuest() {
    StackConfig config =
        new StackConfig(
            1500,
            STACK_MAC,
            IpAddress.v4(GATEWAY),
            IpAddress.v4(GATEWAY + 1),
            Offloads.ALL,
            Limits.DEFAULT);
    stack = new Stack(config, new StackSecret(1, 2), buffers, this, System.nanoTime());
  }

  /** Sends each kind of frame a number of times. */
  static void run() {
    SyntheticGuest guest = new SyntheticGuest();
    for (int i = 0; i < ROUNDS; i++) {
      guest.port++;
      guest.send(arpRequest());
      guest.send(guest.datagram());
      guest.send(echo());
      guest.send(guest.syn());
    }
  }

  private void send(ByteBuffer frame) {
    Buffer buffer = buffers.large().take();
    if (buffer == null) {
      return;
    }
    frame.flip();
    int length = frame.remaining();
    MemorySegment.copy(MemorySegment.ofBuffer(frame), 0, buffer.memory(), 0, length);
    long now = System.nanoTime();
    stack.onFrame(buffer, 0, length, true, 0, now);
    buffer.release();
    stack.emit(out -> true, now);
    stack.onDeadline(now);
  }

  private static ByteBuffer ethernet(int type) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.putShort((short) (STACK_MAC >> 32)).putInt((int) STACK_MAC);
    frame.putShort((short) (GUEST_MAC >> 32)).putInt((int) GUEST_MAC);
    return frame.putShort((short) type);
  }

  private static ByteBuffer arpRequest() {
    ByteBuffer frame = ethernet(ARP);
    frame.putShort((short) 1).putShort((short) IPV4).putShort((short) 0x0604).putShort((short) 1);
    frame.putShort((short) (GUEST_MAC >> 32)).putInt((int) GUEST_MAC).putInt(GUEST);
    return frame.putShort((short) 0).putInt(0).putInt(GATEWAY);
  }

  private static ByteBuffer ip(int protocol, int payloadBytes) {
    ByteBuffer frame = ethernet(IPV4);
    frame.putShort((short) 0x4500).putShort((short) (20 + payloadBytes)).putInt(0);
    frame.put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(GUEST).putInt(GATEWAY);
    int sum = 0;
    for (int at = 14; at < 34; at += 2) {
      sum += Short.toUnsignedInt(frame.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
  }

  private ByteBuffer datagram() {
    int length = 8 + 64;
    ByteBuffer frame = ip(UDP, length);
    frame.putShort((short) port).putShort((short) 9).putShort((short) length).putShort((short) 0);
    return frame.put(new byte[length - 8]);
  }

  private static ByteBuffer echo() {
    return ip(ICMP, 8).putShort((short) 0x0800).putShort((short) 0xf7ff).putInt(0);
  }

  private ByteBuffer syn() {
    ByteBuffer frame = ip(TCP, 20);
    frame.putShort((short) port).putShort((short) 80).putInt(port).putInt(0);
    return frame.putShort((short) 0x5002).putShort((short) 0xffff).putInt(0);
  }

  @Override
  public TcpHandler onTcpOpen(TcpFlow flow) {
    flow.refuse(Refusal.PORT_UNREACHABLE);
    return new Deaf();
  }

  @Override
  public UdpHandler onUdpOpen(UdpFlow flow) {
    return new Deaf();
  }

  @Override
  public EchoHandler onEchoOpen(EchoFlow flow) {
    return new Deaf();
  }

  /** Takes everything and does nothing. */
  private static final class Deaf extends DeafTcpHandler implements UdpHandler, EchoHandler {
    @Override
    public void onDatagram(
        Buffer buffer,
        int at,
        int length,
        int segmentBytes,
        long high,
        long low,
        int port,
        IpMarks marks) {}

    @Override
    public void onRequest(Buffer buffer, int at, int length, int sequence, IpMarks marks) {}

    @Override
    public void onClosed() {}
  }
}
