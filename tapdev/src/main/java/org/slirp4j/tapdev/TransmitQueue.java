package org.slirp4j.tapdev;

import java.nio.charset.StandardCharsets;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * How many packets a TAP keeps until they are read, {@code txqueuelen} of ip-link(8), and that no
 * queueing discipline, tc(8), stands before that queue. By rtnetlink(7), because the older way to
 * the former, SIOCSIFTXQLEN, is root's alone. Where the kernel refuses, the interface stays as it
 * is.
 *
 * <pre>
 *   nlmsghdr    0 length:32 | 4 type:16 | 6 flags:16 | 8 sequence:32 | 12 port:32
 *   ifinfomsg  16 family:8 | 18 kind:16 | 20 index:32 | 24 flags:32 | 28 change:32
 *   rtattr     32 length:16 | 34 type:16 | 36 name …       padded to 4
 *   rtattr        length:16 | type:16 | packets:32
 *
 *   nlmsghdr    0 …
 *   tcmsg      16 family:8 | 20 index:32 | 24 handle:32 | 28 parent:32 | 32 info:32
 *   rtattr     36 length:16 | 38 type:16 | 40 kind …
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

  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_CREATE = 0x400;

  private static final int RTM_NEWQDISC = 36;
  private static final int TC_H_ROOT = 0xffff_ffff;
  private static final int TCA_KIND = 1;
  private static final byte[] NOQUEUE = {'n', 'o', 'q', 'u', 'e', 'u', 'e', 0};
  private static final int KIND_AT = 36;

  private static final int RTM_SETLINK = 19;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_TXQLEN = 13;
  private static final int ATTRIBUTES_AT = 32;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private TransmitQueue() {}

  /**
   * Takes the queueing discipline of an interface that is yet to be brought up away; one that
   * somebody has chosen stays. The TUN driver never asks its discipline to wait: it drops what its
   * queue has no room for. So the usual one never holds a packet, and costs 90 KiB at our length,
   * and the sender some of its time. Without it the sender's TCP is told at once what was dropped.
   *
   * @param socket an open {@link #SOCKET}
   * @param index the interface's, as of if_nametoindex(3)
   */
  static void bypassDiscipline(int socket, int index) {
    int bytes = KIND_AT + ATTRIBUTE_HEADER_BYTES + NOQUEUE.length;
    try (NativeBlock request = new NativeBlock(bytes)) {
      request.putInt(0, bytes);
      request.putShort(4, RTM_NEWQDISC);
      request.putShort(6, NLM_F_REQUEST | NLM_F_CREATE);
      request.putInt(20, index);
      request.putInt(28, TC_H_ROOT);
      request.putShort(KIND_AT, ATTRIBUTE_HEADER_BYTES + NOQUEUE.length);
      request.putShort(KIND_AT + 2, TCA_KIND);
      request.putBytes(KIND_AT + ATTRIBUTE_HEADER_BYTES, NOQUEUE);
      long _ = FileCalls.write(socket, request.address(), bytes);
    }
  }

  /**
   * Lengthens the queue of {@code name}, before the interface is brought up: later it costs the
   * packets that it has.
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
