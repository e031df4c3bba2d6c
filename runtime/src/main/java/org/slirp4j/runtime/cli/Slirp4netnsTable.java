package org.slirp4j.runtime.cli;

/**
 * The options of slirp4netns: what the parser takes, and what {@code --help} and the manual page
 * tell of it.
 */
public final class Slirp4netnsTable {
  static final int CIDR = 1001;
  static final int DISABLE_HOST_LOOPBACK = 1002;
  static final int NETNS_TYPE = 1003;
  static final int USERNS_PATH = 1004;
  static final int ENABLE_SANDBOX = 1005;
  static final int ENABLE_SECCOMP = 1006;
  static final int OUTBOUND_ADDR = 1007;
  static final int OUTBOUND_ADDR6 = 1008;
  static final int DISABLE_DNS = 1009;
  static final int MACADDRESS = 1010;
  static final int TARGET_TYPE = 1011;
  static final int NO_HOST_LOOPBACK = 1012;
  static final int CREATE_SANDBOX = 1013;
  static final int CIDR6 = 1014;
  static final int SOURCE_ADDRESS = 1015;

  static final LongOption[] OPTIONS = {
    LongOption.flag("configure", 'c')
        .told(
            "",
            "what",
            "bring up lo and the TAP, with address, MTU and default route",
            "Without it nothing is configured: whoever made the TAP does that."),
    LongOption.valued("exit-fd", 'e')
        .told(
            "FD",
            "caller",
            "end this process when FD hangs up",
            "Any hang-up or error on the descriptor ends the process with status 0, and so "
                + "does a descriptor that is not open. Data on it does nothing."),
    LongOption.valued("ready-fd", 'r')
        .told(
            "FD",
            "caller",
            "write the byte 1 to FD when the network is there",
            "The byte comes when packets flow, the API socket accepts, and sandbox and "
                + "seccomp are in force; then the descriptor is closed."),
    LongOption.valued("mtu", 'm')
        .told(
            "BYTES",
            "what",
            "largest IP packet, 68 to 65521 (default 1500)",
            "Programs inside are fastest with 65520."),
    LongOption.flag("enable-ipv6", '6')
        .told(
            "",
            "what",
            "IPv6 in the namespace, too: fd00::/64, gateway fd00::2, DNS fd00::3",
            "Addresses are given by router advertisements from fe80::2. With an MTU under "
                + "1280 there is no IPv6, and a warning says so."),
    LongOption.valued("api-socket", 'a')
        .told(
            "PATH",
            "caller",
            "make a socket at PATH where port forwards are asked for",
            "At most 107 bytes. See API SOCKET."),
    LongOption.valued("cidr", CIDR)
        .told(
            "A.B.C.D/N",
            "what",
            "the network inside, N in 1-25 (default 10.0.2.0/24)",
            "N is 1 to 25, and no bit after the N-th may be set. The host gets the second "
                + "address of the network, DNS the third, the namespace the hundredth."),
    LongOption.valued("cidr6", CIDR6)
        .told(
            "PREFIX/64",
            "what",
            "IPv6 in the namespace, in this network (default fd00::/64)",
            "As --enable-ipv6, with another prefix. The host gets the address PREFIX::2, DNS "
                + "PREFIX::3. slirp4netns has no such option."),
    LongOption.flag("disable-host-loopback", DISABLE_HOST_LOOPBACK)
        .told(
            "",
            "allowed",
            "no way to 127.0.0.1 of the host, by no address",
            "Decided by the address that would really be connected to, whatever name the "
                + "namespace has for it. Without this option the gateway address stands for "
                + "127.0.0.1 and ::1 of the host."),
    LongOption.flag("no-host-loopback", NO_HOST_LOOPBACK),
    LongOption.valued("netns-type", NETNS_TYPE)
        .told(
            "TYPE",
            "what",
            "what the first word is: pid, path or tapfd (default pid)",
            "With pid, the number of a process in the namespace; with path, the path of the "
                + "namespace; with tapfd, the number of an inherited descriptor that is attached "
                + "to a TAP, with or without IFF_VNET_HDR, which stays as its opener has "
                + "configured it."),
    LongOption.valued("userns-path", USERNS_PATH)
        .told(
            "PATH",
            "what",
            "user namespace to join first (default: the one that owns the network " + "namespace)",
            ""),
    LongOption.flag("enable-sandbox", ENABLE_SANDBOX)
        .told(
            "",
            "allowed",
            "give up the file system and all capabilities but one",
            "The process moves to a mount namespace of its own with a minimal, read-only "
                + "root, can gain no privileges any more, and keeps no capability but "
                + "CAP_NET_BIND_SERVICE."),
    LongOption.flag("create-sandbox", CREATE_SANDBOX),
    LongOption.flag("enable-seccomp", ENABLE_SECCOMP)
        .told(
            "",
            "allowed",
            "give up all system calls but the needed ones",
            "The system calls that are left are a list of allowed ones, in force for every "
                + "thread."),
    LongOption.valued("outbound-addr", OUTBOUND_ADDR)
        .told("ADDR", "allowed", "IPv4 address, or interface that has it, to send from", ""),
    LongOption.valued("outbound-addr6", OUTBOUND_ADDR6)
        .told(
            "ADDR",
            "allowed",
            "IPv6 address, or interface that has it, to send from",
            "Of an interface, a global unicast address that is neither tentative nor "
                + "deprecated; rather a lasting one than a temporary one."),
    LongOption.flag("disable-dns", DISABLE_DNS)
        .told("", "allowed", "the network's DNS address (10.0.2.3) answers no queries", ""),
    LongOption.valued("source-address", SOURCE_ADDRESS)
        .told(
            "keep|fast",
            "what",
            "whom forwarded ports' services see (default keep: the client)",
            "With keep, connections of clients on other machines come over the TAP, from the "
                + "client's own address. With fast, they are spliced to the service inside the "
                + "namespace, several times as quick, and come from the namespace's own address, "
                + "as those of clients on this machine's loopback always do. slirp4netns has no "
                + "such option."),
    LongOption.valued("macaddress", MACADDRESS)
        .told(
            "MAC",
            "what",
            "link address of the TAP (only with -c; default random)",
            "Six bytes in hexadecimal with colons between them."),
    LongOption.valued("target-type", TARGET_TYPE)
        .told(
            "TYPE",
            "what",
            "what to connect: netns or bess (default netns)",
            "With bess, the only word is the path where a SOCK_SEQPACKET socket is made. "
                + "The first program that connects to it, such as User Mode Linux with "
                + "vec0:transport=bess,dst=PATH, sends and takes one Ethernet frame per message; "
                + "the process ends when it closes its end."),
    LongOption.flag("help", 'h').told("", "caller", "print this text", ""),
    LongOption.flag("version", 'v').told("", "caller", "print the version", ""),
  };

  static final String LETTERS = LongOption.letters(OPTIONS);

  private Slirp4netnsTable() {}

  /** Returns the options in the order of the manual page. */
  public static LongOption[] options() {
    return OPTIONS.clone();
  }
}
