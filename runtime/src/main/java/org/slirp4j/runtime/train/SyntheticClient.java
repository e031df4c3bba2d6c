package org.slirp4j.runtime.train;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/**
 * A guest that exists in memory only and asks to be configured: it solicits routers, as every
 * container with IPv6 does first of all, and talks to the DHCP servers of both families.
 */
final class SyntheticClient implements Uplink {
  private static final long STACK_MAC = 0x52550a000202L;
  private static final long GUEST_MAC = 0x020000000001L;
  private static final int GATEWAY = 0x0a000202;
  private static final long FD00 = 0xfd00L << 48;
  private static final long FE80 = 0xfe80L << 48;
  private static final long FF02 = 0xff02L << 48;
  private static final int PREFIX_BITS = 24;
  private static final int FRAME_BYTES = 512;

  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final int BOOTP_BYTES = 240;
  private static final int BOOTP_MAGIC_AT = 236;
  private static final int BOOTP_MAGIC = 0x63825363;

  private final Buffers buffers = Buffers.bounded(16, 64);
  private final Stack stack;

  private SyntheticClient() {
    IpAddress gateway = IpAddress.v4(GATEWAY);
    Ipv6Config ipv6 =
        new Ipv6Config(
            new IpAddress(FE80, 2),
            new IpAddress(FD00, 2),
            new IpAddress(FD00, 3),
            new IpAddress(FD00, 0),
            true);
    StackConfig config =
        new StackConfig(
            1500,
            STACK_MAC,
            gateway,
            IpAddress.v4(GATEWAY + 1),
            PREFIX_BITS,
            ipv6,
            DhcpConfig.within(gateway, PREFIX_BITS, true),
            Offloads.ALL,
            Limits.DEFAULT,
            TcpTimeouts.DEFAULT);
    stack = new Stack(config, new StackSecret(1, 2), buffers, this, System.nanoTime());
  }

  /** Asks each question once; says so when one is not answered. */
  static void run() {
    SyntheticClient guest = new SyntheticClient();
    byte[] discover = {53, 1, 1, 55, 5, 1, 3, 6, 15, 119, (byte) 255};
    byte[] request = {53, 1, 3, 54, 4, 10, 0, 2, 2, 50, 4, 10, 0, 2, 15, (byte) 255};
    byte[] solicit = {1, 0, 0, 7, 0, 1, 0, 4, 0, 3, 0, 1, 0, 3, 0, 12, 0, 0, 0, 1};
    int answered =
        guest.ask(v6(ICMPV6, 2, 16).putInt(133 << 24).putInt(0).putShort((short) 0x0101))
            + guest.ask(dhcp4(discover))
            + guest.ask(dhcp4(request))
            + guest.ask(
                v6(UDP, 0x10002, 8 + solicit.length + 8)
                    .putInt(546 << 16 | 547)
                    .putInt((16 + solicit.length) << 16 | 1)
                    .put(solicit));
    if (answered < 4) {
      System.err.println("the training's questions for a configuration were not all answered");
    }
  }

  // Sends a frame, of which what is not written is zero; returns how many answers came.
  private int ask(ByteBuffer frame) {
    Buffer buffer = buffers.large().take();
    if (buffer == null) {
      return 0;
    }
    int length = FRAME_BYTES;
    MemorySegment.copy(MemorySegment.ofBuffer(frame.clear()), 0, buffer.memory(), 0, length);
    long now = System.nanoTime();
    stack.onFrame(buffer, 0, length, true, 0, now);
    buffer.release();
    int[] answers = {0};
    stack.emit(
        out -> {
          answers[0]++;
          return true;
        },
        now);
    return answers[0];
  }

  private static ByteBuffer ethernet(long destination, int type) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.putShort((short) (destination >> 32)).putInt((int) destination);
    frame.putShort((short) (GUEST_MAC >> 32)).putInt((int) GUEST_MAC);
    return frame.putShort((short) type);
  }

  /** To the group ff02::{@code group}; neighbour discovery wants 255 hops. */
  private static ByteBuffer v6(int protocol, long group, int payloadBytes) {
    ByteBuffer frame = ethernet(0x3333_0000_0000L | group, IPV6);
    frame.putInt(6 << 28).putShort((short) payloadBytes).put((byte) protocol).put((byte) 255);
    return frame.putLong(FE80).putLong(1).putLong(FF02).putLong(group);
  }

  private static ByteBuffer dhcp4(byte[] options) {
    int length = 8 + BOOTP_BYTES + options.length;
    ByteBuffer frame = ethernet(0xffff_ffff_ffffL, IPV4);
    frame.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0);
    frame.put((byte) 64).put((byte) UDP).putShort((short) 0).putInt(0).putInt(-1);
    int sum = 0;
    for (int at = 14; at < 34; at += 2) {
      sum += Short.toUnsignedInt(frame.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
    frame.putInt(68 << 16 | 67).putInt(length << 16);
    int messageAt = frame.position();
    frame.putInt(0x0101_0600).putInt(messageAt + BOOTP_MAGIC_AT, BOOTP_MAGIC);
    frame.putShort(messageAt + 28, (short) (GUEST_MAC >> 32));
    frame.putInt(messageAt + 30, (int) GUEST_MAC);
    return frame.put(messageAt + BOOTP_BYTES, options);
  }

  @Override
  public List<String> searchDomains() {
    return List.of("example.org", "lab.example.org");
  }

  @Override
  public TcpHandler onTcpOpen(TcpFlow flow) {
    throw new IllegalStateException("nobody connects");
  }

  @Override
  public UdpHandler onUdpOpen(UdpFlow flow) {
    throw new IllegalStateException("nobody sends");
  }

  @Override
  public EchoHandler onEchoOpen(EchoFlow flow) {
    throw new IllegalStateException("nobody pings");
  }
}
