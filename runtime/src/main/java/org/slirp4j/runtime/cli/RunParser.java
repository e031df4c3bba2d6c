package org.slirp4j.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;

/** Reads a command line of {@code slirp4j run [OPTION]... [--] COMMAND [ARGUMENT]...}. */
public final class RunParser {
  private final GetoptLong words;
  private int mtu = RunOptions.DEFAULT_MTU;
  private Cidr cidr = Cidr.DEFAULT;
  private boolean hostLoopback = true;
  private boolean dns = true;
  private @Nullable Cidr6 cidr6;
  private int outboundAddress;
  private @Nullable IpAddress outboundAddress6;
  private boolean vnetHeader = true;
  private @Nullable String trace;
  private boolean stats;
  private boolean fast;
  private final List<ForwardRule> publish = new ArrayList<>();
  private final List<ForwardRule> reverse = new ArrayList<>();
  private @Nullable AutoFilter auto;

  private RunParser(String[] words, int first) {
    this.words = new GetoptLong("slirp4j", RunTable.LETTERS, RunTable.OPTIONS, words, first, true);
  }

  /**
   * Reads {@code words} from index {@code first} on; returns null when help is asked for.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static @Nullable RunOptions parse(String[] words, int first) throws UsageException {
    RunParser parser = new RunParser(words, first);
    for (int code = parser.words.next(); code != GetoptLong.END; code = parser.words.next()) {
      if (code == 'h') {
        return null;
      }
      parser.take(code);
    }
    if (parser.words.operands().isEmpty()) {
      throw new UsageException("run: a COMMAND is needed: slirp4j run [OPTION]... -- COMMAND...");
    }
    return parser.options();
  }

  private void take(int code) throws UsageException {
    switch (code) {
      case 'm' -> mtu = Slirp4netnsParser.mtu(words.argument());
      case RunTable.CIDR -> cidr = Cidr.parse(words.argument());
      case RunTable.DISABLE_HOST_LOOPBACK -> hostLoopback = false;
      case RunTable.DISABLE_DNS -> dns = false;
      case '6' -> cidr6 = cidr6 == null ? Cidr6.DEFAULT : cidr6;
      case RunTable.CIDR6 -> cidr6 = Cidr6.parse(words.argument());
      case RunTable.OUTBOUND_ADDR6 -> outboundAddress6 = OutboundAddress6.parse(words.argument());
      case RunTable.OUTBOUND_ADDR -> outboundAddress = OutboundAddress.parse(words.argument());
      case 'p' -> publish.add(rule("--publish"));
      case 'R' -> reverse.add(rule("--reverse"));
      case RunTable.AUTO -> auto = filter();
      case RunTable.TRACE -> {
        String file = words.optionalArgument();
        trace = file == null ? "" : file;
      }
      case RunTable.SOURCE_ADDRESS -> fast = SourceAddressWord.isFast(words.argument());
      case RunTable.STATS -> stats = true;
      case RunTable.PLAIN -> vnetHeader = false;
      default -> throw new IllegalStateException("option " + code);
    }
  }

  private ForwardRule rule(String option) throws UsageException {
    try {
      return RuleText.word(words.argument());
    } catch (ForwardException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  private AutoFilter filter() throws UsageException {
    String text = words.optionalArgument();
    try {
      return AutoFilter.parse(text == null ? "" : text);
    } catch (ForwardException e) {
      throw new UsageException("--auto: " + e.getMessage());
    }
  }

  private RunOptions options() throws UsageException {
    if (cidr6 != null && mtu < Ipv6Config.MIN_MTU) {
      throw new UsageException(
          "MTU " + mtu + " is too small for IPv6, which needs " + Ipv6Config.MIN_MTU);
    }
    NetworkOptions network =
        new NetworkOptions(mtu, cidr, cidr6, hostLoopback, dns, outboundAddress, outboundAddress6);
    PortOptions ports = new PortOptions(List.copyOf(publish), List.copyOf(reverse), auto);
    return new RunOptions(words.operands(), network, ports, vnetHeader, trace, stats, fast);
  }
}
