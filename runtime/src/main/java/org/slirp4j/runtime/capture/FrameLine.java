package org.slirp4j.runtime.capture;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.slirp4j.runtime.trace.Decoded;

/**
 * A frame in one line, for people who know tcpdump's.
 *
 * <pre>
 *   14:03:22.123456 Out IP 10.0.2.100.43512 > 93.184.216.34.443: tcp SYN, seq 1, win 64240, length 0
 * </pre>
 *
 * {@code Out} comes from the container, {@code In} goes to it.
 */
final class FrameLine {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

  private FrameLine() {}

  /** Returns the line, without its end. */
  static String of(CapturedFrame frame) {
    StringBuilder line = new StringBuilder(120);
    Instant time =
        Instant.ofEpochSecond(
            Math.floorDiv(frame.epochNanos(), NANOS_PER_SECOND),
            Math.floorMod(frame.epochNanos(), NANOS_PER_SECOND));
    line.append(TIME.format(time.atZone(ZoneId.systemDefault())));
    line.append(frame.toContainer() ? " In  " : " Out ");
    Decoded decoded = Decoded.of(frame.bytes());
    if (decoded.packet() == null) {
      line.append("what cannot be decoded");
    } else {
      append(decoded.packet(), decoded.uncounted(), line);
    }
    return line.append(", length ").append(frame.bytes().length).toString();
  }

  private static void append(EthernetPacket ethernet, int uncounted, StringBuilder line) {
    IpPacket ip = ethernet.get(IpPacket.class);
    ArpPacket arp = ethernet.get(ArpPacket.class);
    if (ip != null) {
      append(ip, uncounted, line);
    } else if (arp != null) {
      ArpPacket.ArpHeader header = arp.getHeader();
      line.append("ARP, ").append(header.getOperation().name());
      line.append(' ').append(header.getDstProtocolAddr().getHostAddress());
      line.append(" tell ").append(header.getSrcProtocolAddr().getHostAddress());
    } else {
      line.append("ethertype ").append(ethernet.getHeader().getType());
    }
  }

  private static void append(IpPacket ip, int uncounted, StringBuilder line) {
    IpPacket.IpHeader header = ip.getHeader();
    TcpPacket tcp = ip.get(TcpPacket.class);
    UdpPacket udp = ip.get(UdpPacket.class);
    int from = tcp != null ? tcp.getHeader().getSrcPort().valueAsInt() : -1;
    int to = tcp != null ? tcp.getHeader().getDstPort().valueAsInt() : -1;
    if (udp != null) {
      from = udp.getHeader().getSrcPort().valueAsInt();
      to = udp.getHeader().getDstPort().valueAsInt();
    }
    line.append(ip instanceof IpV6Packet ? "IP6 " : "IP ");
    line.append(header.getSrcAddr().getHostAddress()).append(from < 0 ? "" : "." + from);
    line.append(" > ");
    line.append(header.getDstAddr().getHostAddress()).append(to < 0 ? "" : "." + to);
    line.append(": ");
    if (tcp != null) {
      append(tcp, uncounted, line);
    } else if (udp != null) {
      line.append("udp, payload ").append(length(udp, uncounted));
    } else {
      appendOther(ip, line);
    }
  }

  private static void append(TcpPacket tcp, int uncounted, StringBuilder line) {
    TcpPacket.TcpHeader header = tcp.getHeader();
    line.append("tcp");
    line.append(header.getSyn() ? " SYN" : "");
    line.append(header.getFin() ? " FIN" : "");
    line.append(header.getRst() ? " RST" : "");
    line.append(header.getPsh() ? " PSH" : "");
    line.append(header.getAck() ? " ACK" : "");
    line.append(", seq ").append(Integer.toUnsignedLong(header.getSequenceNumber()));
    if (header.getAck()) {
      line.append(", ack ").append(Integer.toUnsignedLong(header.getAcknowledgmentNumber()));
    }
    line.append(", win ").append(header.getWindowAsInt());
    line.append(", payload ").append(length(tcp, uncounted));
  }

  private static void appendOther(IpPacket ip, StringBuilder line) {
    IcmpV4CommonPacket icmp = ip.get(IcmpV4CommonPacket.class);
    IcmpV6CommonPacket icmp6 = ip.get(IcmpV6CommonPacket.class);
    if (icmp != null) {
      line.append("icmp ").append(icmp.getHeader().getType().name());
    } else if (icmp6 != null) {
      line.append("icmp6 ").append(icmp6.getHeader().getType().name());
    } else {
      line.append(ip.getHeader().getProtocol().name());
    }
  }

  private static int length(Packet packet, int uncounted) {
    return packet.getPayload() == null ? 0 : packet.getPayload().length() + uncounted;
  }
}
