package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/** Reads a command line of {@code slirp4j run [OPTION]... [--] COMMAND [ARGUMENT]...}. */
public final class RunParser {
  private static final int CIDR = 1001;
  private static final int DISABLE_HOST_LOOPBACK = 1002;
  private static final int DISABLE_DNS = 1003;
  private static final int OUTBOUND_ADDR = 1004;
  private static final int TRACE = 1005;
  private static final int STATS = 1006;
  private static final int PLAIN = 1007;

  private static final LongOption[] LONG_OPTIONS = {
    LongOption.valued("mtu", 'm'),
    LongOption.valued("cidr", CIDR),
    LongOption.flag("disable-host-loopback", DISABLE_HOST_LOOPBACK),
    LongOption.flag("disable-dns", DISABLE_DNS),
    LongOption.valued("outbound-addr", OUTBOUND_ADDR),
    LongOption.optional("trace", TRACE),
    LongOption.flag("stats", STATS),
    LongOption.flag("plain", PLAIN),
    LongOption.flag("help", 'h'),
  };

  private final GetoptLong words;
  private int mtu = RunOptions.DEFAULT_MTU;
  private Cidr cidr = Cidr.DEFAULT;
  private boolean hostLoopback = true;
  private boolean dns = true;
  private int outboundAddress;
  private boolean vnetHeader = true;
  private @Nullable String trace;
  private boolean stats;

  private RunParser(String[] words, int first) {
    this.words = new GetoptLong("slirp4j", "m:h", LONG_OPTIONS, words, first, true);
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
      case CIDR -> cidr = Cidr.parse(words.argument());
      case DISABLE_HOST_LOOPBACK -> hostLoopback = false;
      case DISABLE_DNS -> dns = false;
      case OUTBOUND_ADDR -> outboundAddress = OutboundAddress.parse(words.argument());
      case TRACE -> {
        String file = words.optionalArgument();
        trace = file == null ? "" : file;
      }
      case STATS -> stats = true;
      case PLAIN -> vnetHeader = false;
      default -> throw new IllegalStateException("option " + code);
    }
  }

  private RunOptions options() {
    NetworkOptions network =
        new NetworkOptions(mtu, cidr, false, hostLoopback, dns, outboundAddress, null);
    return new RunOptions(words.operands(), network, vnetHeader, trace, stats);
  }
}
