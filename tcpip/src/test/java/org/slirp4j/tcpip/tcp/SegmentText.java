package org.slirp4j.tcpip.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpNoOperationOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpSackOption;
import org.pcap4j.packet.TcpSackPermittedOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.testing.EmittedFrame;

/**
 * A segment as a script line shows it: {@code S. 0:0(0) ack 1 win 512 gso 1448 <mss 1460,sackOK>}.
 * Numbers are relative to the first ones of either direction.
 *
 * @param flags a letter for each: F S R P U E C, a dot for ACK, or "-" for none
 * @param start number of the first byte
 * @param length of the text in bytes
 * @param ack acknowledgment number, or null when the line does not say
 * @param window the header's field, or null
 * @param gso size of the segments that the device cuts, 0 for none
 * @param options in the order of the header without padding, or null
 * @param mark of the IP header (RFC 3168, 5): "ect" for ECT(0), "ce", "none", or null when the line
 *     does not say
 */
record SegmentText(
    String flags,
    long start,
    int length,
    @Nullable Long ack,
    @Nullable Integer window,
    int gso,
    @Nullable List<String> options,
    @Nullable String mark) {

  // In the order of the header's bits; the dot is ACK.
  private static final String LETTERS = "FSRP.UEC";

  private static final List<String> MARKS = List.of("none", "ect1", "ect", "ce");

  private static final Pattern LINE =
      Pattern.compile(
          "([FSRPUEC.]+|-) +(-?\\d+):(-?\\d+)\\((\\d+)\\)(?: +ack (-?\\d+))?(?: +win (\\d+))?"
              + "(?: +gso (\\d+))?(?: +<(.*)>)?(?: +(ect|ce|none))?");

  private static final Pattern ICMP = Pattern.compile("icmp (\\d+) (\\d+)");

  /** A question where the guest is. */
  static final SegmentText ASK = new SegmentText("ask", 0, 0, null, null, 0, null, null);

  /** Reads a segment, "icmp TYPE CODE" or "ask", from a script. */
  static SegmentText parse(String text) {
    if (text.strip().equals("ask")) {
      return ASK;
    }
    Matcher icmp = ICMP.matcher(text.strip());
    if (icmp.matches()) {
      return icmp(Integer.parseInt(icmp.group(1)), Integer.parseInt(icmp.group(2)));
    }
    Matcher line = LINE.matcher(text.strip());
    if (!line.matches()) {
      throw new IllegalArgumentException("not a segment: " + text);
    }
    long start = Long.parseLong(line.group(2));
    int length = Integer.parseInt(line.group(4));
    if (Long.parseLong(line.group(3)) != start + length) {
      throw new IllegalArgumentException("start, end and length do not agree: " + text);
    }
    return new SegmentText(
        line.group(1),
        start,
        length,
        line.group(5) == null ? null : Long.valueOf(line.group(5)),
        line.group(6) == null ? null : Integer.valueOf(line.group(6)),
        line.group(7) == null ? 0 : Integer.parseInt(line.group(7)),
        line.group(8) == null ? null : optionsOf(line.group(8)),
        line.group(9));
  }

  /** Describes an ICMP error that came instead of a segment. */
  static SegmentText icmp(int type, int code) {
    return new SegmentText("icmp " + type + " " + code, 0, 0, null, null, 0, null, null);
  }

  private static List<String> optionsOf(String text) {
    List<String> options = new ArrayList<>();
    for (String option : text.split(",", -1)) {
      if (!option.isBlank()) {
        options.add(option.strip());
      }
    }
    return options;
  }

  /** Describes what the stack emitted; {@code iss} and {@code irs} are number 0 of either side. */
  static SegmentText of(EmittedFrame frame, int iss, int irs) {
    TcpPacket.TcpHeader header = frame.tcp().getHeader();
    boolean ack = header.getAck();
    int gso = frame.segmentation() == Segmentation.NONE ? 0 : frame.segmentBytes();
    return new SegmentText(
        flags(header),
        header.getSequenceNumber() - iss,
        frame.payload().length,
        ack ? (long) (header.getAcknowledgmentNumber() - irs) : null,
        header.getWindowAsInt(),
        gso,
        options(header, irs),
        MARKS.get(frame.trafficClass() & 3));
  }

  private static String flags(TcpPacket.TcpHeader header) {
    String flags =
        (header.getFin() ? "F" : "")
            + (header.getSyn() ? "S" : "")
            + (header.getRst() ? "R" : "")
            + (header.getPsh() ? "P" : "")
            + (header.getUrg() ? "U" : "")
            + ((header.getRawData()[13] & 0x40) != 0 ? "E" : "")
            + ((header.getRawData()[13] & 0x80) != 0 ? "C" : "")
            + (header.getAck() ? "." : "");
    return flags.isEmpty() ? "-" : flags;
  }

  private static List<String> options(TcpPacket.TcpHeader header, int irs) {
    List<String> options = new ArrayList<>();
    for (TcpPacket.TcpOption option : header.getOptions()) {
      switch (option) {
        case TcpNoOperationOption nop -> {}
        case TcpMaximumSegmentSizeOption mss -> options.add("mss " + mss.getMaxSegSizeAsInt());
        case TcpSackPermittedOption permitted -> options.add("sackOK");
        case TcpWindowScaleOption scale -> options.add("wscale " + scale.getShiftCountAsInt());
        case TcpTimestampsOption ts -> options.add("TS ecr " + ts.getTsEchoReplyAsLong());
        case TcpSackOption sack -> {
          StringBuilder text = new StringBuilder("sack");
          ByteBuffer edges = ByteBuffer.wrap(sack.getRawData()).position(2);
          while (edges.hasRemaining()) {
            text.append(' ').append(edges.getInt() - irs).append(':').append(edges.getInt() - irs);
          }
          options.add(text.toString());
        }
        default -> options.add(option.toString());
      }
    }
    return options;
  }

  /** Tells whether an emitted segment is what this line of a script demands. */
  boolean matches(SegmentText seen) {
    return flagsMatch(seen.flags)
        && start == seen.start
        && length == seen.length
        && gso == seen.gso
        && (ack == null ? seen.ack == null : ack.equals(seen.ack))
        && (window == null || window.equals(seen.window))
        && (mark == null || mark.equals(seen.mark))
        && optionsMatch(seen.options == null ? List.of() : seen.options);
  }

  /** Every first SYN of the stack's offers ECN; a line without a mark may leave that out. */
  private boolean flagsMatch(String seen) {
    return flags.equals(seen) || (mark == null && flags.equals("S") && seen.equals("SEC"));
  }

  /** Where the line has no options, timestamps are a matter of course, and nothing else is. */
  private boolean optionsMatch(List<String> seen) {
    if (options == null) {
      return seen.stream().allMatch(option -> option.startsWith("TS"));
    }
    if (options.equals(List.of("..."))) {
      return true;
    }
    if (options.size() != seen.size()) {
      return false;
    }
    for (int i = 0; i < options.size(); i++) {
      boolean anyEcho = options.get(i).equals("TS") && seen.get(i).startsWith("TS ");
      if (!anyEcho && !options.get(i).equals(seen.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the ECN field as the IP header has it. */
  int markBits() {
    return mark == null ? 0 : MARKS.indexOf(mark);
  }

  /** Returns the flags as the header has them. */
  int flagBits() {
    int bits = 0;
    for (int i = 0; i < flags.length(); i++) {
      char letter = flags.charAt(i);
      bits |= letter == '-' ? 0 : 1 << LETTERS.indexOf(letter);
    }
    return bits;
  }

  @Override
  public String toString() {
    return "%s %d:%d(%d)%s%s%s%s%s"
        .formatted(
            flags,
            start,
            start + length,
            length,
            ack == null ? "" : " ack " + ack,
            window == null ? "" : " win " + window,
            gso == 0 ? "" : " gso " + gso,
            options == null ? "" : " <" + String.join(",", options) + ">",
            mark == null ? "" : " " + mark);
  }
}
