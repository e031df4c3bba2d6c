package org.slirp4j.tcpip.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpTimestampsOption;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * One connection of a script as the guest sees it. It turns relative numbers into real ones and
 * checks what holds for every segment of the stack: text, timestamps' clock, the window's edge.
 */
final class Conversation {
  /** Number 0 of the guest's stream. */
  static final int DEFAULT_ISN = 1_000_000;

  final String label;
  final boolean v6;
  final int guestPort;
  final int peerPort;
  @Nullable ScriptedRelay relay;

  private final int isn;
  private int iss;
  private boolean timestampsOffered;
  private boolean timestamps;
  private int timestampValue;
  private int lastEcho;
  private int clockOffset;
  private boolean clockKnown;
  private boolean scalingOffered;
  private int windowShift;
  private @Nullable Integer highest;
  private int windowEdge;
  private boolean edgeKnown;

  Conversation(String label, boolean v6, int guestPort, int peerPort, int isn) {
    this.label = label;
    this.v6 = v6;
    this.guestPort = guestPort;
    this.peerPort = peerPort;
    this.isn = isn;
  }

  /** Returns the frame that a line with {@code <} describes. */
  byte[] frame(SegmentText segment, TestStack bench) {
    List<byte[]> options = new ArrayList<>();
    List<String> texts = segment.options();
    if (texts == null) {
      texts = timestamps && !segment.flags().contains("R") ? List.of("TS") : List.of();
    }
    boolean syn = segment.flags().contains("S");
    timestampsOffered &= !syn;
    scalingOffered &= !syn;
    for (String text : texts) {
      options.add(option(text, bench.now()));
      timestampsOffered |= syn && text.startsWith("TS");
      scalingOffered |= syn && text.startsWith("wscale");
    }
    Long ack = segment.ack();
    Integer window = segment.window();
    long sequence = isn + segment.start();
    long acknowledgment = ack == null ? 0 : iss + ack;
    int flags = segment.flagBits();
    int win = window == null ? 65_535 : window;
    byte[] all = GuestFrames.options(options.toArray(new byte[0][]));
    byte[] data =
        ScriptedRelay.pattern(ScriptedRelay.FROM_GUEST, segment.start() - 1, segment.length());
    byte[] frame =
        v6
            ? bench.guest6.tcp(
                guestPort,
                TestStack.FAR6,
                peerPort,
                sequence,
                acknowledgment,
                flags,
                win,
                all,
                data)
            : bench.guest.tcp(
                guestPort,
                TestStack.FAR,
                peerPort,
                sequence,
                acknowledgment,
                flags,
                win,
                all,
                data);
    mark(frame, segment.markBits());
    return frame;
  }

  /** Sets the ECN field of a frame whose traffic class is zero. */
  private void mark(byte[] frame, int bits) {
    int at = GuestFrames.IP_AT;
    if (v6) {
      frame[at + 1] |= (byte) (bits << 4);
    } else if (bits > 0) {
      frame[at + 1] = (byte) bits;
      int checksum = ((frame[at + 10] & 0xff) << 8) | (frame[at + 11] & 0xff);
      int sum = (~checksum & 0xffff) + bits; // RFC 1624, 3
      GuestFrames.put16(frame, at + 10, ~(sum + (sum >> 16)) & 0xffff);
    }
  }

  private byte[] option(String text, long now) {
    String[] words = text.split("[ :]+", -1);
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "mss" -> GuestFrames.mss(Integer.parseInt(words[1]));
      case "wscale" -> GuestFrames.windowScale(Integer.parseInt(words[1]));
      case "sackok" -> GuestFrames.sackPermitted();
      case "nop" -> GuestFrames.nop();
      case "ts" -> {
        int later = (int) ((now - TestStack.START) / TestStack.MILLISECOND);
        timestampValue = words.length > 2 ? Integer.parseInt(words[2]) : 100 + later;
        int age = words.length > 4 ? Integer.parseInt(words[4]) : 0;
        yield GuestFrames.timestamps(timestampValue, lastEcho - age);
      }
      case "sack" -> {
        long[] edges = new long[words.length - 1];
        for (int i = 0; i < edges.length; i++) {
          edges[i] = iss + Long.parseLong(words[i + 1]);
        }
        yield GuestFrames.sack(edges);
      }
      case "raw" -> {
        byte[] raw = new byte[words.length - 1];
        for (int i = 0; i < raw.length; i++) {
          raw[i] = (byte) Integer.parseInt(words[i + 1], 16);
        }
        yield raw;
      }
      default -> throw new IllegalArgumentException("unknown option " + text);
    };
  }

  /** Returns what an ICMP error quotes of a segment of the stack (RFC 792, RFC 4443). */
  byte[] quote(long sequence) {
    ByteBuffer packet = ByteBuffer.allocate(v6 ? 48 : 28);
    if (v6) {
      packet.putInt(6 << 28).putInt(8 << 16 | GuestFrames.TCP << 8 | 64);
      packet.put(GuestFrames6.bytes(TestStack.FAR6)).put(GuestFrames6.bytes(TestStack.GUEST6));
    } else {
      packet.putInt(0x4500_0000 | packet.capacity()).putInt(0x4000);
      packet.putInt(64 << 24 | GuestFrames.TCP << 16);
      packet.putInt(TestStack.FAR).putInt(TestStack.GUEST);
    }
    return packet
        .putShort((short) peerPort)
        .putShort((short) guestPort)
        .putInt((int) (iss + sequence))
        .array();
  }

  /** Looks at what the stack emitted and returns its description. */
  SegmentText observe(EmittedFrame frame, int mtu, long now) {
    TcpPacket.TcpHeader header = frame.tcp().getHeader();
    if (header.getSyn()) {
      check(
          highest == null || header.getSequenceNumber() - highest >= 0,
          "a new connection's first number is one that the old one used");
      iss = header.getSequenceNumber();
      edgeKnown = false;
    }
    SegmentText seen = SegmentText.of(frame, iss, isn);
    if (!header.getRst()) {
      int end = header.getSequenceNumber() + seen.length();
      highest = header.getSyn() || highest == null ? end : highest + Math.max(end - highest, 0);
      observeTimestamps(header, now);
      observeWindow(header, seen);
      observeText(frame, seen, mtu);
    }
    return seen;
  }

  private void observeTimestamps(TcpPacket.TcpHeader header, long now) {
    TcpTimestampsOption option = null;
    for (TcpPacket.TcpOption each : header.getOptions()) {
      option = each instanceof TcpTimestampsOption ts ? ts : option;
    }
    if (header.getSyn() && header.getAck()) {
      timestamps = timestampsOffered;
    }
    if (option == null) {
      check(!timestamps, "timestamps were agreed on and are missing (RFC 7323, 3.2)");
      return;
    }
    int offset = option.getTsValue() - (int) (now / TestStack.MILLISECOND);
    if (!clockKnown || header.getSyn()) {
      clockKnown = true;
      clockOffset = offset;
    }
    check(offset == clockOffset, "the timestamps' clock does not count milliseconds");
    lastEcho = option.getTsValue();
  }

  private void observeWindow(TcpPacket.TcpHeader header, SegmentText seen) {
    if (!header.getAck()) {
      return;
    }
    int shift = windowShift;
    if (header.getSyn()) {
      shift = 0;
      windowShift = 0;
      for (String option : seen.options() == null ? List.<String>of() : seen.options()) {
        if (option.startsWith("wscale ") && scalingOffered) {
          windowShift = Integer.parseInt(option.substring(7));
        }
      }
    }
    int edge = header.getAcknowledgmentNumber() + (header.getWindowAsInt() << shift);
    if (edgeKnown) {
      // RFC 7323, 2.4: rounding may take back less than a unit
      check(edge - windowEdge > -(1 << shift), "the window's right edge moved left");
    }
    windowEdge = edgeKnown ? Math.max(edge - windowEdge, 0) + windowEdge : edge;
    edgeKnown = true;
  }

  private static void observeText(EmittedFrame frame, SegmentText seen, int mtu) {
    byte[] expected =
        ScriptedRelay.pattern(ScriptedRelay.FROM_RELAY, seen.start() - 1, seen.length());
    check(Arrays.equals(expected, frame.payload()), "the text is not what was written");
    if (frame.segmentation() != Segmentation.NONE) {
      check(seen.length() > frame.segmentBytes(), "nothing to cut");
      int header = frame.bytes().length - GuestFrames.IP_AT - seen.length();
      check(header + frame.segmentBytes() <= mtu, "pieces longer than the MTU");
    }
  }

  private static void check(boolean right, String wrong) {
    if (!right) {
      throw new AssertionError(wrong);
    }
  }
}
