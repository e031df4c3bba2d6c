package org.slirp4j.tcpip.testing;

import java.nio.ByteBuffer;

/** Frames as the container's kernel would send them, checksums and all. */
public final class GuestFrames {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;

  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;

  /** Length of an Ethernet header, where the network header begins. */
  public static final int IP_AT = 14;

  /** Where the transport header begins when the IP header has no options. */
  public static final int TRANSPORT_AT = 34;

  private static final byte[] NOTHING = {};

  private final long mac;
  private final int address;
  private final long stackMac;

  /** Makes frames of the container at {@code address}, addressed to the stack's link address. */
  public GuestFrames(long mac, int address, long stackMac) {
    this.mac = mac;
    this.address = address;
    this.stackMac = stackMac;
  }

  /** Returns the IPv4 address that "a.b.c.d" names. */
  public static int ip(String dotted) {
    int bits = 0;
    for (String part : dotted.split("\\.", -1)) {
      bits = bits << 8 | Integer.parseInt(part);
    }
    return bits;
  }

  /** Returns an Ethernet frame from the container. */
  public byte[] ethernet(long destination, int etherType, byte[] payload) {
    return ByteBuffer.allocate(IP_AT + payload.length)
        .putShort((short) (destination >>> 32))
        .putInt((int) destination)
        .putShort((short) (mac >>> 32))
        .putInt((int) mac)
        .putShort((short) etherType)
        .put(payload)
        .array();
  }

  /** Returns an ARP request for {@code target}, broadcast. */
  public byte[] arpRequest(int target) {
    return arp(0xffff_ffff_ffffL, 1, mac, address, 0, target);
  }

  /** Returns any ARP packet (RFC 826). */
  public byte[] arp(
      long linkDestination, int operation, long senderMac, int sender, long targetMac, int target) {
    byte[] packet =
        ByteBuffer.allocate(28)
            .putShort((short) 1)
            .putShort((short) 0x0800)
            .put((byte) 6)
            .put((byte) 4)
            .putShort((short) operation)
            .putShort((short) (senderMac >>> 32))
            .putInt((int) senderMac)
            .putInt(sender)
            .putShort((short) (targetMac >>> 32))
            .putInt((int) targetMac)
            .putInt(target)
            .array();
    return ethernet(linkDestination, 0x0806, packet);
  }

  /** Returns an IPv4 packet from the container with DF set and TTL 64. */
  public byte[] ipv4(int to, int protocol, byte[] payload) {
    return ipv4(address, to, protocol, 0, 0x4000, 64, NOTHING, payload);
  }

  /** Returns an IPv4 packet from the container with the given TTL. */
  public byte[] ipv4WithTtl(int to, int protocol, int ttl, byte[] payload) {
    return ipv4(address, to, protocol, 0, 0x4000, ttl, NOTHING, payload);
  }

  /** Returns a fragment of {@code payload}: bytes {@code from..to}, of which the last may be. */
  public byte[] fragment(int to, int protocol, int id, byte[] payload, int start, int end) {
    byte[] part = new byte[end - start];
    System.arraycopy(payload, start, part, 0, part.length);
    int flagsAndOffset = (end < payload.length ? 0x2000 : 0) | start / 8;
    return ipv4(address, to, protocol, id, flagsAndOffset, 64, NOTHING, part);
  }

  /** Returns any IPv4 packet; options are to be a multiple of four bytes long. */
  public byte[] ipv4(
      int from,
      int to,
      int protocol,
      int id,
      int flagsAndOffset,
      int ttl,
      byte[] options,
      byte[] payload) {
    int headerLength = 20 + options.length;
    byte[] packet =
        ByteBuffer.allocate(headerLength + payload.length)
            .put((byte) (0x40 | headerLength / 4))
            .put((byte) 0)
            .putShort((short) (headerLength + payload.length))
            .putShort((short) id)
            .putShort((short) flagsAndOffset)
            .put((byte) ttl)
            .put((byte) protocol)
            .putShort((short) 0)
            .putInt(from)
            .putInt(to)
            .put(options)
            .put(payload)
            .array();
    put16(packet, 10, ~Rfc1071.sum(packet, 0, headerLength, 0));
    return ethernet(stackMac, 0x0800, packet);
  }

  /** Returns a UDP datagram in one packet. */
  public byte[] udp(int fromPort, int to, int toPort, byte[] payload) {
    return ipv4(to, UDP, udpDatagram(fromPort, to, toPort, payload));
  }

  /** Returns a UDP header with its payload. */
  public byte[] udpDatagram(int fromPort, int to, int toPort, byte[] payload) {
    byte[] datagram = udpWithoutChecksum(fromPort, toPort, payload);
    int checksum = transportChecksum(to, UDP, datagram);
    put16(datagram, 6, checksum == 0 ? 0xffff : checksum);
    return datagram;
  }

  static byte[] udpWithoutChecksum(int fromPort, int toPort, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putShort((short) fromPort)
        .putShort((short) toPort)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  /** Returns an echo request. */
  public byte[] echoRequest(int to, int identifier, int sequence, byte[] data) {
    return ipv4(to, ICMP, icmpMessage(8, 0, identifier << 16 | sequence, data));
  }

  /** Returns an ICMP message: header, the header's second word, the rest. */
  public byte[] icmpMessage(int type, int code, int word, byte[] data) {
    byte[] message =
        ByteBuffer.allocate(8 + data.length)
            .put((byte) type)
            .put((byte) code)
            .putShort((short) 0)
            .putInt(word)
            .put(data)
            .array();
    put16(message, 2, ~Rfc1071.sum(message, 0, message.length, 0));
    return message;
  }

  /** Returns a TCP segment without options. */
  public byte[] tcp(
      int fromPort, int to, int toPort, long seq, long ack, int flags, int window, byte[] payload) {
    return tcp(fromPort, to, toPort, seq, ack, flags, window, NOTHING, payload);
  }

  /** Returns a TCP segment; options are to be a multiple of four bytes long, 40 at the most. */
  public byte[] tcp(
      int fromPort,
      int to,
      int toPort,
      long seq,
      long ack,
      int flags,
      int window,
      byte[] options,
      byte[] payload) {
    byte[] segment =
        tcpWithoutChecksum(fromPort, toPort, seq, ack, flags, window, options, payload);
    put16(segment, 16, transportChecksum(to, TCP, segment));
    return ipv4(to, TCP, segment);
  }

  static byte[] tcpWithoutChecksum(
      int fromPort,
      int toPort,
      long seq,
      long ack,
      int flags,
      int window,
      byte[] options,
      byte[] payload) {
    return ByteBuffer.allocate(20 + options.length + payload.length)
        .putShort((short) fromPort)
        .putShort((short) toPort)
        .putInt((int) seq)
        .putInt((int) ack)
        .put((byte) ((20 + options.length) << 2))
        .put((byte) flags)
        .putShort((short) window)
        .putInt(0)
        .put(options)
        .put(payload)
        .array();
  }

  /** Returns TCP options one after another, padded with end-of-list to a multiple of four bytes. */
  public static byte[] options(byte[]... each) {
    int length = 0;
    for (byte[] option : each) {
      length += option.length;
    }
    ByteBuffer all = ByteBuffer.allocate((length + 3) & ~3);
    for (byte[] option : each) {
      all.put(option);
    }
    return all.array();
  }

  /** Returns the option that tells the largest segment. */
  public static byte[] mss(int bytes) {
    return new byte[] {2, 4, (byte) (bytes >>> 8), (byte) bytes};
  }

  /** Returns the window scale option. */
  public static byte[] windowScale(int shift) {
    return new byte[] {3, 3, (byte) shift};
  }

  /** Returns the option that permits selective acknowledgements. */
  public static byte[] sackPermitted() {
    return new byte[] {4, 2};
  }

  /** Returns the option that carries pairs of left and right edges. */
  public static byte[] sack(long... edges) {
    ByteBuffer option = ByteBuffer.allocate(2 + 4 * edges.length);
    option.put((byte) 5).put((byte) option.capacity());
    for (long edge : edges) {
      option.putInt((int) edge);
    }
    return option.array();
  }

  /** Returns the timestamps option. */
  public static byte[] timestamps(long value, long echo) {
    return ByteBuffer.allocate(10)
        .put((byte) 8)
        .put((byte) 10)
        .putInt((int) value)
        .putInt((int) echo)
        .array();
  }

  /** Returns the padding option. */
  public static byte[] nop() {
    return new byte[] {1};
  }

  /**
   * Turns a finished TCP or UDP frame into one whose checksum the sender left to its device: the
   * field holds the pseudo-header's sum only.
   */
  public static byte[] withPartialChecksum(byte[] frame) {
    byte[] partial = frame.clone();
    ByteBuffer view = ByteBuffer.wrap(partial);
    boolean v6 = partial[IP_AT] >>> 4 == 6;
    int at = IP_AT + (v6 ? 40 : (partial[IP_AT] & 15) * 4);
    int length = v6 ? frame.length - at : view.getShort(IP_AT + 2) - at + IP_AT & 0xffff;
    int protocol = partial[IP_AT + (v6 ? 6 : 9)];
    int addresses = IP_AT + (v6 ? 8 : 12);
    int sum = Rfc1071.sum(partial, addresses, IP_AT + (v6 ? 40 : 20), protocol + length);
    put16(partial, at + (protocol == TCP ? 16 : 6), sum);
    return partial;
  }

  /** Writes a 16-bit number in network order. */
  public static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  private int transportChecksum(int to, int protocol, byte[] segment) {
    int pseudo = Rfc1071.pseudo(address, to, protocol, segment.length);
    return ~Rfc1071.sum(segment, 0, segment.length, pseudo) & 0xffff;
  }
}
