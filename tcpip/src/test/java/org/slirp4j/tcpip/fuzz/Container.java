package org.slirp4j.tcpip.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.Mending;
import org.slirp4j.tcpip.testing.TestStack;

/** The container: it knows what it was sent, and sends what fits that, nearly fits, or does not. */
final class Container {
  static final int GUEST_PORT = 80;
  private static final int FIRST_PEER_PORT = 1000;
  private static final int PORTS = 4;
  private static final int MAX_OPTION_BYTES = 40;
  private static final int BOOTP_BYTES = 240;
  private static final int[] FLAGS = {
    GuestFrames.ACK,
    GuestFrames.SYN,
    GuestFrames.SYN | GuestFrames.ACK,
    GuestFrames.FIN | GuestFrames.ACK,
    GuestFrames.RST,
    GuestFrames.RST | GuestFrames.ACK,
    GuestFrames.PSH | GuestFrames.ACK,
    GuestFrames.URG | GuestFrames.ACK,
  };
  private static final int[] ADDRESSES = {
    TestStack.FAR,
    TestStack.GATEWAY,
    TestStack.DNS,
    TestStack.GUEST,
    GuestFrames.ip("127.0.0.1"),
    GuestFrames.ip("255.255.255.255"),
    GuestFrames.ip("224.0.0.251"),
    GuestFrames.ip("10.0.2.77"),
  };
  private static final IpAddress[] ADDRESSES6 = {
    TestStack.FAR6,
    TestStack.GATEWAY6,
    TestStack.DNS6,
    TestStack.GUEST6,
    TestStack.ROUTER6,
    GuestFrames6.ip("ff02::1"),
    GuestFrames6.ip("ff02::2"),
    GuestFrames6.ip("::1"),
    GuestFrames6.ip("::ffff:127.0.0.1"),
    GuestFrames6.ip("fd00::77"),
    GuestFrames6.ip("fe80::77"),
    GuestFrames6.ip("::"),
  };
  private static final GuestFrames6[] SOURCES6 = {
    new GuestFrames6(TestStack.GUEST_MAC, TestStack.GUEST6, TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, TestStack.GUEST6_LOCAL, TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, GuestFrames6.ip("::"), TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, GuestFrames6.ip("fd00::77"), TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, GuestFrames6.ip("ff02::5"), TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, TestStack.GATEWAY6, TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, TestStack.GUEST6, TestStack.STACK_MAC),
    new GuestFrames6(TestStack.GUEST_MAC, TestStack.GUEST6, TestStack.STACK_MAC),
  };
  private static final int[] PROTOCOLS = {
    GuestFrames.UDP, GuestFrames.TCP, GuestFrames.ICMP, GuestFrames6.ICMPV6,
    GuestFrames6.HOP_BY_HOP, GuestFrames6.ROUTING, GuestFrames6.FRAGMENT, 60,
    GuestFrames6.NO_NEXT_HEADER, 50, 51, 132,
  };

  private final TestStack bench;
  private final GuestFrames guest;
  private final Peer[] peers = new Peer[2 * PORTS];
  private byte[] lastPacket = new byte[0];
  private byte[] damage = {};

  /** What the container knows of one connection by the stack's last segment. */
  private static final class Peer {
    int next;
    int acknowledged;
    int window;
    int timestamp;
  }

  Container(TestStack bench) {
    this.bench = bench;
    this.guest = bench.guest;
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new Peer();
    }
  }

  /** Returns a port of the far end that the container talks to. */
  static int peerPort(int code) {
    return FIRST_PEER_PORT + code % PORTS;
  }

  /** Sends a frame, or damages the next one. */
  void send(Action action, Program program) {
    switch (action) {
      case DAMAGE -> damage = program.nextBytes(1 + 3 * (program.next() & 3));
      case SEGMENT -> segment(program);
      case DATAGRAM -> deliver(datagram(program.next(), program.next(), program.nextLength()));
      case ECHO -> deliver(echo(program.next(), program.nextLength()));
      case FRAGMENT -> deliver(fragment(program));
      case DISCOVERY -> deliver(discovery(program));
      case QUOTED_ERROR -> deliver(quotedError(program));
      case ARP -> deliver(arp(program));
      case DHCP -> deliver(dhcp(program));
      case PACKET -> deliver(packet(program));
      case FRAME -> {
        byte[] frame = guest.ethernet(TestStack.STACK_MAC, 0x0800, program.nextBytes(64));
        GuestFrames.put16(frame, 12, program.next() < 128 ? 0x0800 : program.next16());
        deliver(frame);
      }
      default -> throw new AssertionError(action + " is nothing that a container does");
    }
  }

  private void deliver(byte[] frame) {
    deliver(frame, false, 0);
  }

  private void deliver(byte[] frame, boolean trusted, int segmentBytes) {
    bench.deliver(damaged(frame), trusted, segmentBytes);
  }

  /** Damage is a byte that tells what to mend, then places and what to write there. */
  private byte[] damaged(byte[] frame) {
    if (damage.length == 0) {
      return frame;
    }
    byte[] changed = frame;
    int kind = damage[0];
    if ((kind & 2) != 0) {
      changed = Arrays.copyOf(frame, Math.max(0, frame.length + (kind >> 2)));
    }
    for (int i = 1; i + 2 < damage.length && changed.length > 0; i += 3) {
      int at = ((damage[i] & 0xff) << 8 | (damage[i + 1] & 0xff)) % changed.length;
      changed[at] = damage[i + 2];
    }
    if ((kind & 1) == 0) {
      Mending.mend(changed);
    }
    damage = new byte[0];
    return changed;
  }

  private void segment(Program program) {
    int code = program.next();
    boolean v6 = (code & 4) != 0 && bench.config.ipv6() != null;
    Peer peer = peers[code % PORTS + (v6 ? PORTS : 0)];
    int kind = code >>> 4;
    int flags = kind < 8 ? FLAGS[kind] : kind < 12 ? GuestFrames.ACK : program.next();
    int sequence = near(peer.acknowledged, peer.window, program.nextSigned());
    int ack = near(peer.next, FIRST_PEER_PORT, program.nextSigned());
    int scaled = program.next();
    int window = scaled == 0 ? 65_535 : scaled < 8 ? scaled - 1 : scaled << 8;
    byte[] payload = new byte[program.nextLength()];
    byte[] options = options(peer, program);
    int port = peerPort(code);
    byte[] frame =
        v6
            ? bench.guest6.tcp(
                GUEST_PORT, TestStack.FAR6, port, sequence, ack, flags, window, options, payload)
            : guest.tcp(
                GUEST_PORT, TestStack.FAR, port, sequence, ack, flags, window, options, payload);
    boolean trusted = (code & 8) != 0;
    deliver(frame, trusted, trusted && payload.length > 600 ? 536 : 0);
  }

  /** A number at, near, or far from another, or at the end of a window that begins there. */
  private static int near(int number, int span, int code) {
    int distance = Math.abs(code) % 32 * (code < 0 ? -1 : 1);
    return switch (Math.abs(code) / 32) {
      case 0 -> number + distance;
      case 1 -> number + span + distance;
      case 2 -> number + 100 * distance;
      default -> number + (distance << 26);
    };
  }

  private static byte[] options(Peer peer, Program program) {
    List<byte[]> options = new ArrayList<>();
    int room = MAX_OPTION_BYTES;
    int which = program.next();
    for (int bit = 0; bit < 6; bit++) {
      if ((which >>> bit & 1) != 0) {
        byte[] option =
            switch (bit) {
              case 0 -> GuestFrames.mss(program.next16());
              case 1 -> GuestFrames.windowScale(program.next());
              case 2 -> GuestFrames.sackPermitted();
              case 3 -> GuestFrames.timestamps(1000 + 16L * program.nextSigned(), peer.timestamp);
              case 4 -> sack(peer, program);
              default -> program.nextBytes(program.next() % 16);
            };
        if (option.length <= room) {
          options.add(option);
          room -= option.length;
        }
      }
    }
    return GuestFrames.options(options.toArray(new byte[0][]));
  }

  private static byte[] sack(Peer peer, Program program) {
    int blocks = 1 + (program.next() & 3);
    long[] edges = new long[2 * blocks];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = near(peer.next, 0, program.nextSigned());
    }
    return GuestFrames.sack(edges);
  }

  private byte[] datagram(int to, int ports, int length) {
    int from = 2000 + (ports & 7);
    int port = (ports & 0x80) == 0 ? 53 + (ports >>> 4 & 3) : 1 << (ports >>> 4);
    byte[] payload = new byte[length];
    return isV6(to)
        ? source6(to).udp(from, address6(to), port, payload)
        : guest.udp(from, address(to), port, payload);
  }

  private byte[] echo(int to, int length) {
    byte[] data = new byte[length];
    return isV6(to)
        ? source6(to).echoRequest(address6(to), to >>> 6, length, data)
        : guest.echoRequest(address(to), to >>> 6, length, data);
  }

  private byte[] fragment(Program program) {
    int code = program.next();
    int id = program.next() & 3;
    int offset = program.next() * 8;
    offset = offset == 2040 ? 65_528 : offset;
    int length = program.nextLength() * ((code & 0x10) == 0 ? 1 : 8);
    boolean more = (code & 0x20) == 0;
    int protocol = (code & 0x40) == 0 ? GuestFrames.UDP : PROTOCOLS[program.next() % 12];
    byte[] part = Arrays.copyOf(program.nextBytes(program.next() & 31), length);
    if (isV6(code)) {
      IpAddress to = address6(code);
      byte[] headed = GuestFrames6.fragmentHeader(protocol, offset, more, id, part);
      return source6(code).ipv6(to, GuestFrames6.FRAGMENT, headed);
    }
    int flagsAndOffset = offset / 8 | (more ? 0x2000 : 0);
    byte[] none = {};
    return guest.ipv4(TestStack.GUEST, address(code), protocol, id, flagsAndOffset, 64, none, part);
  }

  private byte[] discovery(Program program) {
    int code = program.next();
    int type = 133 + (code & 7) % 5;
    IpAddress to = ADDRESSES6[program.next() % ADDRESSES6.length];
    IpAddress target = ADDRESSES6[program.next() % ADDRESSES6.length];
    to = (code & 0x40) == 0 ? to : GuestFrames6.solicitedNode(target);
    byte[] options = program.nextBytes((code >>> 3 & 7) * 4);
    byte[] rest = type < 135 ? options : GuestFrames6.join(GuestFrames6.bytes(target), options);
    int flags = program.next() << 24;
    GuestFrames6 source = SOURCES6[program.next() & 7];
    byte[] message = source.icmpMessage(to, type, code >>> 7, flags, rest);
    return source.ipv6(to, GuestFrames6.ICMPV6, 255, message);
  }

  private byte[] quotedError(Program program) {
    int code = program.next();
    int type = program.next();
    int word = program.next16();
    byte[] quoted = Arrays.copyOf(lastPacket, Math.min(lastPacket.length, program.nextLength()));
    for (int changes = code & 3; changes > 0 && quoted.length > 0; changes--) {
      quoted[program.next() % quoted.length] = (byte) program.next();
    }
    boolean v6 = (code & 4) == 0 == (quoted.length > 0 && quoted[0] >>> 4 == 6);
    if (v6) {
      IpAddress to = (code & 8) == 0 ? TestStack.FAR6 : TestStack.GATEWAY6;
      byte[] message = bench.guest6.icmpMessage(to, type % 5, code >>> 4, word, quoted);
      return bench.guest6.ipv6(to, GuestFrames6.ICMPV6, message);
    }
    int to = (code & 8) == 0 ? TestStack.FAR : TestStack.GATEWAY;
    return guest.ipv4(to, GuestFrames.ICMP, guest.icmpMessage(type % 19, code >>> 4, word, quoted));
  }

  private byte[] arp(Program program) {
    int code = program.next();
    long[] macs = {TestStack.GUEST_MAC, TestStack.STACK_MAC, 0xffff_ffff_ffffL, 0};
    int sender = ADDRESSES[program.next() & 7];
    int target = ADDRESSES[program.next() & 7];
    long to = (code & 1) == 0 ? 0xffff_ffff_ffffL : TestStack.STACK_MAC;
    return guest.arp(to, 1 + (code >>> 1 & 1), macs[code >>> 2 & 3], sender, macs[3], target);
  }

  /** A message of one of four clients: its kind, and any options behind it. */
  private byte[] dhcp(Program program) {
    int code = program.next();
    int client = code >>> 6;
    byte[] options = program.nextBytes(program.next() & 63);
    if (isV6(code)) {
      byte[] name = {0, 1, 0, 7, 0, 3, 0, 1, 2, 3, (byte) client};
      byte[] head = {(byte) (1 + program.next() % 12), 1, 2, 3};
      byte[] message = GuestFrames6.join(head, name, options);
      return SOURCES6[1].udp(546, GuestFrames6.ip("ff02::1:2"), 547, message);
    }
    byte[] head = new byte[BOOTP_BYTES];
    head[0] = 1;
    head[1] = 1;
    head[2] = 6;
    head[10] = (byte) ((code & 1) << 7); // broadcast
    if ((code & 2) != 0) {
      ByteBuffer.wrap(head).putInt(12, TestStack.GATEWAY - 2 + program.next()); // its address
    }
    head[33] = (byte) client;
    ByteBuffer.wrap(head).putInt(BOOTP_BYTES - 4, 0x6382_5363);
    byte[] kind = {53, 1, (byte) (1 + program.next() % 8)};
    int to = (code & 4) == 0 ? 0xffff_ffff : TestStack.GATEWAY;
    int from = (code & 16) == 0 ? 0 : TestStack.GUEST;
    byte[] message = GuestFrames6.join(head, kind, options);
    byte[] datagram = guest.udpDatagram(68, to, 67, message);
    byte[] frame = guest.ipv4(from, to, GuestFrames.UDP, 0, 0, 64, new byte[0], datagram);
    if (to == 0xffff_ffff) {
      Arrays.fill(frame, 0, 6, (byte) 0xff);
    }
    Mending.mend(frame);
    return frame;
  }

  private byte[] packet(Program program) {
    int to = program.next();
    int protocol = PROTOCOLS[program.next() % PROTOCOLS.length];
    int hops = program.next();
    byte[] options = program.nextBytes(4 * (hops >>> 4));
    byte[] payload = program.nextBytes(program.next() & 63);
    byte[] frame;
    if (isV6(to)) {
      frame =
          source6(to).ipv6(address6(to), protocol, hops & 15, GuestFrames6.join(options, payload));
    } else {
      byte[] whole = Arrays.copyOf(options, Math.min(options.length, 40) & ~3);
      frame = guest.ipv4(TestStack.GUEST, address(to), protocol, 0, 0, hops & 15, whole, payload);
    }
    Mending.mend(frame);
    return frame;
  }

  private boolean isV6(int code) {
    return (code & 8) != 0 && bench.config.ipv6() != null;
  }

  private static int address(int code) {
    return ADDRESSES[code & 7];
  }

  private static IpAddress address6(int code) {
    return ADDRESSES6[code & 7];
  }

  private static GuestFrames6 source6(int code) {
    return SOURCES6[(code & 0xc0) == 0xc0 ? code >>> 4 & 3 : 0];
  }

  /** Looks at what the stack sent. */
  void observe(EmittedFrame frame) {
    byte[] bytes = frame.bytes();
    lastPacket = Arrays.copyOfRange(bytes, GuestFrames.IP_AT, bytes.length);
    boolean v6 = frame.isV6();
    if (lastPacket.length < 40 || lastPacket[v6 ? 6 : 9] != GuestFrames.TCP) {
      return;
    }
    ByteBuffer segment = ByteBuffer.wrap(frame.ipPayload());
    int index = (segment.getShort(0) & 0xffff) - FIRST_PEER_PORT;
    if (index < 0 || index >= PORTS) {
      return; // the answer to a damaged segment
    }
    Peer peer = peers[index + (v6 ? PORTS : 0)];
    int flags = segment.get(13);
    int headerBytes = segment.get(12) >>> 2 & 0x3c;
    int numbers = (flags & GuestFrames.SYN) / GuestFrames.SYN + (flags & GuestFrames.FIN);
    peer.next = segment.getInt(4) + segment.capacity() - headerBytes + numbers;
    if ((flags & GuestFrames.ACK) != 0) {
      peer.acknowledged = segment.getInt(8);
    }
    peer.window = segment.getShort(14) & 0xffff;
    if (headerBytes >= 32 && segment.getInt(20) == 0x0101_080a) {
      peer.timestamp = segment.getInt(24);
    }
  }
}
