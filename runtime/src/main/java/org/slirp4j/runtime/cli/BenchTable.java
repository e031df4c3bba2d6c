package org.slirp4j.runtime.cli;

import java.util.List;

/**
 * The options of {@code slirp4j bench}: what the parser takes, and what {@code --help} and the
 * manual page tell of it.
 */
public final class BenchTable {
  /** The networks that can be compared. */
  public static final List<String> RIVALS =
      List.of("slirp4j", "slirp4netns", "pasta", "rootlesskit", "veth");

  /** What can be measured. */
  public static final List<String> MEASUREMENTS =
      List.of(
          "throughput",
          "path",
          "forward",
          "udp",
          "latency",
          "connections",
          "idle",
          "start",
          "memory");

  /** What a quick run leaves out unless it is asked for. */
  static final List<String> NOT_QUICK = List.of("path", "idle");

  /** The congestion control that is taken where it is there and none is asked for. */
  public static final String USUAL_CONGESTION = "cubic";

  static final List<String> GENERATORS = List.of("auto", "iperf3", "own");

  static final int QUICK = 1001;
  static final int MTU = 1002;
  static final int GENERATOR = 1003;
  static final int CONGESTION = 1004;
  static final int JSON = 1005;
  static final int HTML = 1006;
  static final int MARKDOWN = 1007;
  static final int DELAY = 1008;
  static final int RATE = 1009;

  static final LongOption[] OPTIONS = {
    LongOption.flag("quick", QUICK)
        .told(
            "",
            "bench",
            "one short round of fewer cases, in less than a minute",
            "Without it, and with all rivals there, a run takes 40 minutes: 8 for each round."),
    LongOption.valued("rounds", 'r')
        .told("N", "bench", "how often everything is measured, 1 to 100 (default 5)", ""),
    LongOption.valued("seconds", 't')
        .told("SECONDS", "bench", "how long one sample takes, 0.1 to 60 (default 1)", ""),
    LongOption.valued("rivals", 's')
        .told(
            "NAME[=PROGRAM],...",
            "bench",
            "slirp4j, slirp4netns, pasta, rootlesskit, veth (default: all that are installed)",
            "PROGRAM is the path of another one than that on PATH."),
    LongOption.valued("measurements", 'x')
        .told(
            "NAME,...",
            "bench",
            "throughput, path, forward, udp, latency, connections, idle, start, memory (default:"
                + " all)",
            "path is throughput to a host that is far away, by way of the host's network, with an MTU"
                + " of 1500 there. --quick leaves path and idle out unless they are named."),
    LongOption.valued("mtu", MTU)
        .told("BYTES,...", "bench", "of the throughput (default 1500,9000,65520)", ""),
    LongOption.valued("delay", DELAY)
        .told("MILLIS", "bench", "round trip of the path, 1 to 1000 milliseconds (default 20)", ""),
    LongOption.valued("rate", RATE)
        .told("GBITS", "bench", "rate of the path, 0.01 to 20 Gbit/s (default 5)", ""),
    LongOption.valued("generator", GENERATOR)
        .told(
            "auto|iperf3|own",
            "bench",
            "what makes the streams (default auto: iperf3 where it is installed)",
            "One run has one generator of streams, never both. iperf3 counts in whole seconds: with "
                + "less than one, auto takes the own generator."),
    LongOption.valued("congestion", CONGESTION)
        .told("NAME", "bench", "TCP's congestion control on both sides (default cubic)", ""),
    LongOption.valued("json", JSON).told("FILE", "bench", "write all samples to FILE", ""),
    LongOption.valued("html", HTML)
        .told("FILE", "bench", "write a page with charts to FILE; it needs nothing else", ""),
    LongOption.valued("markdown", MARKDOWN)
        .told("FILE", "bench", "write the tables to FILE, for a README", ""),
    LongOption.flag("quiet", 'q').told("", "bench", "show no progress", ""),
    LongOption.flag("help", 'h').told("", "bench", "print the help text", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private BenchTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
