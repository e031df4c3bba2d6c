package org.slirp4j.tcpip.testing;

import static org.slirp4j.tcpip.testing.GuestFrames.put16;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slirp4j.tcpip.IpAddress;

/** Frames as the container's kernel would send them over IPv6, checksums and all. */
public final class GuestFrames6 {
  public static final int HOP_BY_HOP = 0;
  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int ICMPV6 = 58;
  public static final int NO_NEXT_HEADER = 59;
  public static final int DESTINATION_OPTIONS = 60;

  /** Where the payload begins. */
  public static final int PAYLOAD_AT = GuestFrames.IP_AT + 40;

  /** Flags of a neighbour advertisement: it was asked for; it is to replace what is known. */
  public static final int SOLICITED = 1 << 30;

  public static final int OVERRIDE = 1 << 29;

  private static final byte[] NOTHING = {};

  private final long mac;
  private final IpAddress address;
  private final long stackMac;

  /** Makes frames of the container at {@code address}, addressed to the stack's link address. */
  public GuestFrames6(long mac, IpAddress address, long stackMac) {
    this.mac = mac;
    this.address = address;
    this.stackMac = stackMac;
  }

  /** Returns frames of the same container from another of its addresses. */
  public GuestFrames6 from(String other) {
    return new GuestFrames6(mac, ip(other), stackMac);
  }

  /** Returns the address that a text with colons or dots names. */
  public static IpAddress ip(String text) {
    if (!text.contains(":")) {
      return IpAddress.v4(GuestFrames.ip(text));
    }
    try {
      // In brackets: never a name to be looked up.
      byte[] bytes = InetAddress.getByName("[" + text + "]").getAddress();
      ByteBuffer all =
          bytes.length == 16
              ? ByteBuffer.wrap(bytes)
              : ByteBuffer.allocate(16).putInt(8, 0xffff).put(12, bytes);
      return new IpAddress(all.getLong(0), all.getLong(8));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Returns the 16 bytes of an address. */
  public static byte[] bytes(IpAddress address) {
    return ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
  }

  /** Returns an IPv6 packet from the container with 64 hops to go. */
  public byte[] ipv6(IpAddress to, int nextHeader, byte[] payload) {
    return ipv6(to, nextHeader, 64, payload);
  }

  /** Returns an IPv6 packet, whose destination tells the frame's. */
  public byte[] ipv6(IpAddress to, int nextHeader, int hopLimit, byte[] payload) {
    byte[] packet =
        ByteBuffer.allocate(40 + payload.length)
            .putInt(6 << 28)
            .putShort((short) payload.length)
            .put((byte) nextHeader)
            .put((byte) hopLimit)
            .putLong(address.high())
            .putLong(address.low())
            .putLong(to.high())
            .putLong(to.low())
            .put(payload)
            .array();
    boolean group = to.high() >>> 56 == 0xff;
    long destination = group ? 0x3333_0000_0000L | (to.low() & 0xffff_ffffL) : stackMac;
    return new GuestFrames(mac, 0, stackMac).ethernet(destination, 0x86dd, packet);
  }

  /** Returns an extension header of options or a route, padded, with what follows it. */
  public static byte[] extension(int nextHeader, byte[] content, byte[] following) {
    int length = (2 + content.length + 7) & ~7;
    ByteBuffer all = ByteBuffer.allocate(length + following.length);
    all.put((byte) nextHeader).put((byte) (length / 8 - 1)).put(content);
    int padding = length - all.position();
    if (padding == 1) {
      all.put((byte) 0);
    } else if (padding > 1) {
      all.put((byte) 1).put((byte) (padding - 2)).position(length);
    }
    return all.put(following).array();
  }

  /** Returns a fragment header with what follows it. */
  public static byte[] fragmentHeader(
      int nextHeader, int offset, boolean more, int id, byte[] following) {
    return ByteBuffer.allocate(8 + following.length)
        .put((byte) nextHeader)
        .put((byte) 0)
        .putShort((short) (offset | (more ? 1 : 0)))
        .putInt(id)
        .put(following)
        .array();
  }

  /** Returns a fragment of {@code payload}: bytes {@code from..to}, of which the last may be. */
  public byte[] fragment(IpAddress to, int protocol, int id, byte[] payload, int start, int end) {
    byte[] part = Arrays.copyOfRange(payload, start, end);
    return ipv6(to, FRAGMENT, fragmentHeader(protocol, start, end < payload.length, id, part));
  }

  /** Returns a UDP datagram in one packet. */
  public byte[] udp(int fromPort, IpAddress to, int toPort, byte[] payload) {
    return ipv6(to, GuestFrames.UDP, udpDatagram(fromPort, to, toPort, payload));
  }

  /** Returns a UDP header with its payload. */
  public byte[] udpDatagram(int fromPort, IpAddress to, int toPort, byte[] payload) {
    byte[] datagram = GuestFrames.udpWithoutChecksum(fromPort, toPort, payload);
    int checksum = checksum(to, GuestFrames.UDP, datagram);
    put16(datagram, 6, checksum == 0 ? 0xffff : checksum);
    return datagram;
  }

  /** Returns an echo request. */
  public byte[] echoRequest(IpAddress to, int identifier, int sequence, byte[] data) {
    return ipv6(to, ICMPV6, icmpMessage(to, 128, 0, identifier << 16 | sequence, data));
  }

  /** Returns an ICMPv6 message: header, the header's second word, the rest. */
  public byte[] icmpMessage(IpAddress to, int type, int code, int word, byte[] data) {
    byte[] message =
        ByteBuffer.allocate(8 + data.length)
            .put((byte) type)
            .put((byte) code)
            .putShort((short) 0)
            .putInt(word)
            .put(data)
            .array();
    put16(message, 2, checksum(to, ICMPV6, message));
    return message;
  }

  /** Returns the group that whoever has an address belongs to (RFC 4291, 2.7.1). */
  public static IpAddress solicitedNode(IpAddress address) {
    return new IpAddress(0xff02L << 48, 0x1_ff00_0000L | (address.low() & 0xff_ffff));
  }

  /** Returns a neighbour solicitation with the sender's link address (RFC 4861, 4.3). */
  public byte[] neighbourSolicitation(IpAddress target) {
    byte[] rest = join(bytes(target), linkAddress(1, mac));
    IpAddress group = solicitedNode(target);
    return ipv6(group, ICMPV6, 255, icmpMessage(group, 135, 0, 0, rest));
  }

  /** Returns a neighbour advertisement with the target's link address (RFC 4861, 4.4). */
  public byte[] neighbourAdvertisement(IpAddress to, IpAddress target, int flags, long link) {
    byte[] rest = join(bytes(target), linkAddress(2, link));
    return ipv6(to, ICMPV6, 255, icmpMessage(to, 136, 0, flags, rest));
  }

  /** Returns an option of neighbour discovery that tells a link address (RFC 4861, 4.6.1). */
  public static byte[] linkAddress(int type, long link) {
    return ByteBuffer.allocate(8)
        .put((byte) type)
        .put((byte) 1)
        .putShort((short) (link >>> 32))
        .putInt((int) link)
        .array();
  }

  /** Returns pieces one after another. */
  public static byte[] join(byte[]... pieces) {
    int length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] piece : pieces) {
      all.put(piece);
    }
    return all.array();
  }

  /** Returns a TCP segment without options. */
  public byte[] tcp(
      int fromPort,
      IpAddress to,
      int toPort,
      long seq,
      long ack,
      int flags,
      int window,
      byte[] payload) {
    return tcp(fromPort, to, toPort, seq, ack, flags, window, NOTHING, payload);
  }

  /** Returns a TCP segment; options are to be a multiple of four bytes long, 40 at the most. */
  public byte[] tcp(
      int fromPort,
      IpAddress to,
      int toPort,
      long seq,
      long ack,
      int flags,
      int window,
      byte[] options,
      byte[] payload) {
    byte[] segment =
        GuestFrames.tcpWithoutChecksum(fromPort, toPort, seq, ack, flags, window, options, payload);
    put16(segment, 16, checksum(to, GuestFrames.TCP, segment));
    return ipv6(to, GuestFrames.TCP, segment);
  }

  private int checksum(IpAddress to, int protocol, byte[] segment) {
    int pseudo = Rfc1071.pseudo(address, to, protocol, segment.length);
    return ~Rfc1071.sum(segment, 0, segment.length, pseudo) & 0xffff;
  }
}
