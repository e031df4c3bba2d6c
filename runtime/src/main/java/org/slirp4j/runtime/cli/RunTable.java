package org.slirp4j.runtime.cli;

/**
 * The options of {@code slirp4j run}: what the parser takes, and what {@code --help} and the manual
 * page tell of it.
 */
public final class RunTable {
  static final int CIDR = 1001;
  static final int DISABLE_HOST_LOOPBACK = 1002;
  static final int DISABLE_DNS = 1003;
  static final int OUTBOUND_ADDR = 1004;
  static final int OUTBOUND_ADDR6 = 1005;
  static final int TRACE = 1006;
  static final int STATS = 1007;
  static final int PLAIN = 1008;
  static final int CIDR6 = 1009;
  static final int SOURCE_ADDRESS = 1010;
  static final int AUTO = 1011;

  static final LongOption[] OPTIONS = {
    LongOption.valued("mtu", 'm')
        .told("BYTES", "run", "largest IP packet, 68 to 65521 (default 65520)", ""),
    LongOption.valued("cidr", CIDR)
        .told(
            "A.B.C.D/N",
            "run",
            "the network inside, N in 1-25 (default 10.0.2.0/24)",
            "N is 1 to 25, and no bit after the N-th may be set. The host gets the second "
                + "address of the network, DNS the third, the namespace the hundredth."),
    LongOption.flag("enable-ipv6", '6')
        .told("", "run", "IPv6 inside, too: fd00::/64, gateway fd00::2, DNS fd00::3", ""),
    LongOption.valued("cidr6", CIDR6)
        .told(
            "PREFIX/64",
            "run",
            "IPv6 inside, in this network (default fd00::/64)",
            "The host gets the address PREFIX::2, DNS PREFIX::3."),
    LongOption.flag("disable-host-loopback", DISABLE_HOST_LOOPBACK)
        .told("", "run", "no way to 127.0.0.1 of this host, by no address", ""),
    LongOption.flag("disable-dns", DISABLE_DNS)
        .told("", "run", "no name resolution through this host's name servers", ""),
    LongOption.valued("outbound-addr", OUTBOUND_ADDR)
        .told("ADDR", "run", "IPv4 address, or interface that has it, to send from", ""),
    LongOption.valued("outbound-addr6", OUTBOUND_ADDR6)
        .told("ADDR", "run", "IPv6 address, or interface that has it, to send from", ""),
    LongOption.valued("source-address", SOURCE_ADDRESS)
        .told(
            "keep|fast",
            "run",
            "whom forwarded ports' services see (default keep: the client)",
            "With keep, connections of clients on other machines come from the client's own "
                + "address. With fast, they skip the interface inside, which is several times as "
                + "quick, and come from the command's own address, as those of clients on this "
                + "machine's loopback always do."),
    LongOption.valued("publish", 'p')
        .told(
            "[ADDR:]PORT[:PORT][/udp]",
            "run",
            "lead a port of this host to one inside: 8080:80, 127.0.0.1:8000-8009, 5353/udp",
            "May be given often. ADDR is an address or an interface of this host, or all of them "
                + "when there is none; IPv6 is written in brackets. PORT is one, or FIRST-LAST, or "
                + "0 for one that the kernel chooses, which standard error tells. In the place of "
                + "[ADDR:]PORT there may be unix:/PATH of this host."),
    LongOption.valued("reverse", 'R')
        .told(
            "[ADDR:]PORT[:TARGET][/udp]",
            "run",
            "lead a port inside to a service of this host: 5432, 8080:80, 53:53/udp",
            "May be given often. Inside, the port is open at ADDR, or 127.0.0.1. TARGET is "
                + "[ADDRESS:]PORT in the host's world, at 127.0.0.1 without ADDRESS, or "
                + "unix:/PATH. It is reached in spite of --disable-host-loopback."),
    LongOption.optional("auto", AUTO)
        .told(
            "FILTER",
            "run",
            "lead ports here inside as soon as something listens there (default 1024-65535)",
            "At the same port of 127.0.0.1 and ::1, until nothing listens there any more. "
                + "What listens on loopback alone inside is left alone. FILTER is a list: 8080 or "
                + "8000-9000 for these ports, tcp:5000 and udp:5000 for one protocol, !8080 for "
                + "not this one, @ADDRESS for another address of this host. UDP ports of "
                + "32768-60999 are clients' mostly and need a udp: of their own."),
    LongOption.flag("plain", PLAIN)
        .told("", "run", "do without the kernel's segmentation and checksum offloads", ""),
    LongOption.flag("stats", STATS)
        .told("", "run", "print counters to standard error at the end", ""),
    LongOption.optional("trace", TRACE)
        .told("FILE", "run", "print every frame, decoded, to FILE or standard error (slow)", ""),
    LongOption.flag("help", 'h').told("", "run", "print the help text", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private RunTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
