package org.slirp4j.tapdev;

import java.nio.charset.StandardCharsets;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * How many packets a TAP keeps until they are read: {@code txqueuelen} of ip-link(8). By
 * rtnetlink(7), because the older way, SIOCSIFTXQLEN, is root's alone.
 *
 * <pre>
 *   nlmsghdr    0 length:32 | 4 type:16 | 6 flags:16 | 8 sequence:32 | 12 port:32
 *   ifinfomsg  16 family:8 | 18 kind:16 | 20 index:32 | 24 flags:32 | 28 change:32
 *   rtattr     32 length:16 | 34 type:16 | 36 name …       padded to 4
 *   rtattr        length:16 | type:16 | packets:32
 * </pre>
 */
final class TransmitQueue {
  /** The socket that carries the request. */
  static final InsideFile SOCKET =
      new InsideFile.Socket(16, 3, 0); // AF_NETLINK, SOCK_RAW, NETLINK_ROUTE

  /**
   * Most packets that it is to keep: 20 ms of datagrams at 200,000 a second, which is how long the
   * loop may wait for a processor. The kernel's usual 500 are 2.5 ms.
   */
  static final int MAX_PACKETS = 4_000;

  /**
   * Most memory of the kernel's, which counts as nobody's, that packets of the MTU may take. Only a
   * container that sends super-segments on purpose, and faster than they are read, takes more:
   * {@link #MAX_PACKETS} of 64 KiB at a small MTU.
   */
  static final int MAX_BYTES = 128 << 20;

  private static final int RTM_SETLINK = 19;
  private static final int NLM_F_REQUEST = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_TXQLEN = 13;
  private static final int ATTRIBUTES_AT = 32;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private TransmitQueue() {}

  /**
   * Lengthens the queue of {@code name}, before the interface is brought up: later it costs the
   * packets that it has. Where the kernel refuses, the queue stays as it is.
   *
   * @param socket an open {@link #SOCKET}
   */
  static void lengthen(int socket, String name, int mtuBytes) {
    byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
    int nameBytes = ATTRIBUTE_HEADER_BYTES + ascii.length + 1;
    int lengthAt = ATTRIBUTES_AT + (nameBytes + 3 & ~3);
    int bytes = lengthAt + ATTRIBUTE_HEADER_BYTES + Integer.BYTES;
    try (NativeBlock request = new NativeBlock(bytes)) {
      request.putInt(0, bytes);
      request.putShort(4, RTM_SETLINK);
      request.putShort(6, NLM_F_REQUEST);
      request.putShort(ATTRIBUTES_AT, nameBytes);
      request.putShort(ATTRIBUTES_AT + 2, IFLA_IFNAME);
      request.putBytes(ATTRIBUTES_AT + ATTRIBUTE_HEADER_BYTES, ascii);
      request.putShort(lengthAt, ATTRIBUTE_HEADER_BYTES + Integer.BYTES);
      request.putShort(lengthAt + 2, IFLA_TXQLEN);
      request.putInt(lengthAt + ATTRIBUTE_HEADER_BYTES, packets(mtuBytes));
      long _ = FileCalls.write(socket, request.address(), bytes);
    }
  }

  /** Returns how many packets are kept of an interface with that MTU. */
  static int packets(int mtuBytes) {
    return Math.min(MAX_BYTES / mtuBytes, MAX_PACKETS);
  }
}
