package org.slirp4j.tapdev;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Frames for tests, each with its vnet header. */
final class Frames {
  static final String GATEWAY_MAC = "52:55:0a:00:02:02";
  private static final byte[] GATEWAY = HexFormat.ofDelimiter(":").parseHex(GATEWAY_MAC);
  private static final int IPV4_AT = VnetHeader.BYTES + 14;

  private Frames() {}

  private static byte[] address(String dotted) {
    return TapSetupTest.ip(dotted).getAddress();
  }

  /** Returns "who has {@code wanted}, tell {@code asker}": RFC 826. */
  static byte[] arpRequest(String asker, String wanted) {
    ByteBuffer frame = ByteBuffer.allocate(VnetHeader.BYTES + 42);
    frame.position(VnetHeader.BYTES);
    frame.put(HexFormat.of().parseHex("ffffffffffff")).put(GATEWAY).putShort((short) 0x0806);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) 1).put(GATEWAY).put(address(asker)).put(new byte[6]);
    frame.put(address(wanted));
    return frame.array();
  }

  /** Returns UDP to the TAP in one frame that asks to be cut into datagrams of {@code segment}. */
  static byte[] superDatagram(String from, String to, int port, int payload, int segment) {
    int udpLength = 8 + payload;
    ByteBuffer frame = ByteBuffer.allocate(IPV4_AT + 20 + udpLength);
    frame.order(ByteOrder.nativeOrder());
    frame.put((byte) VnetHeader.NEEDS_CSUM).put((byte) VnetHeader.GSO_UDP_L4);
    frame.putShort((short) 42).putShort((short) segment).putShort((short) 34).putShort((short) 6);
    frame.order(ByteOrder.BIG_ENDIAN);
    frame.put(TapSetupTest.MAC.octets()).put(GATEWAY).putShort((short) 0x0800);
    frame.putShort((short) 0x4500).putShort((short) (20 + udpLength)).putInt(0);
    frame.put((byte) 64).put((byte) 17).putShort((short) 0);
    frame.put(address(from)).put(address(to));
    frame.putShort(IPV4_AT + 10, (short) ~sum(frame, IPV4_AT, 20));
    frame.putShort((short) port).putShort((short) port).putShort((short) udpLength);
    int pseudoHeader = sum(frame, IPV4_AT + 12, 8) + 17 + udpLength;
    frame.putShort((short) (pseudoHeader % 0xffff)); // a partial sum: not complemented
    return frame.array();
  }

  private static int sum(ByteBuffer bytes, int at, int length) {
    int sum = 0;
    for (int i = at; i < at + length; i += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(i));
    }
    return sum % 0xffff;
  }

  /** Returns a struct sockaddr_in. */
  static NativeBlock socketAddress(String dotted, int port) {
    NativeBlock block = new NativeBlock(16);
    block.putShort(0, SocketCalls.AF_INET);
    block.putByte(2, port >> 8);
    block.putByte(3, port);
    block.putBytes(4, address(dotted));
    return block;
  }
}
