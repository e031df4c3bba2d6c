package org.slirp4j.runtime.netns;

import org.slirp4j.runtime.cli.Attachment;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Ipv4;
import org.slirp4j.runtime.cli.Ipv6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.tcpip.IpAddress;

/** What slirp4netns prints when it begins; callers keep it in their logs. */
public final class StartLines {
  private static final int VALUE_COLUMN = 19;

  private final StringBuilder lines = new StringBuilder(400);

  private StartLines() {}

  /** Returns the lines for a command line, each ending in a newline. */
  public static String of(Slirp4netnsOptions options) {
    StartLines text = new StartLines();
    NetworkOptions network = options.network();
    Cidr cidr = network.cidr();
    text.lines.append("Starting slirp\n");
    text.add("MTU", Integer.toString(network.mtu()));
    text.add("Network", Ipv4.text(cidr.network()));
    text.add("Netmask", Ipv4.text(cidr.netmask()));
    text.add("Gateway", Ipv4.text(cidr.gateway()));
    text.add("DNS", Ipv4.text(cidr.dns()));
    text.add("DHCP begin", Ipv4.text(cidr.dhcpBegin()));
    text.add("DHCP end", Ipv4.text(cidr.dhcpEnd()));
    text.add("Recommended IP", Ipv4.text(cidr.guest()));
    if (options.apiSocket() != null) {
      text.add("API Socket", options.apiSocket());
    }
    if (network.outboundAddress() != 0) {
      text.add("Outbound IPv4", " " + Ipv4.text(network.outboundAddress()));
    }
    IpAddress outbound6 = network.outboundAddress6();
    if (outbound6 != null) {
      text.add("Outbound IPv6", " " + Ipv6.text(outbound6));
    }
    if (options.attachment() instanceof Attachment.NamespaceTap tap && tap.macAddress() != null) {
      text.add("MAC address", tap.macAddress().toString());
    }
    if (network.hostLoopback()) {
      text.lines
          .append("WARNING: 127.0.0.1:* on the host is accessible as ")
          .append(Ipv4.text(cidr.gateway()))
          .append(" (set --disable-host-loopback to prohibit connecting to 127.0.0.1:*)\n");
    }
    return text.lines.toString();
  }

  private void add(String name, String value) {
    int begin = lines.length();
    lines.append("* ").append(name).append(':');
    while (lines.length() - begin < VALUE_COLUMN) {
      lines.append(' ');
    }
    lines.append(value).append('\n');
  }
}
