package org.slirp4j.runtime.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;

/**
 * Reads a slirp4netns 1.3 command line: {@code [OPTION]... PID|PATH|FD [TAPNAME]}.
 *
 * <p>Checked in slirp4netns's order, so that a wrong line gets the same answer: numbers and the
 * user namespace's path as they are met, then the operands, then what belongs together, then the
 * network.
 */
public final class Slirp4netnsParser {
  /** IFNAMSIZ less the NUL. */
  private static final int MAX_TAP_NAME = 15;

  /** struct sockaddr_un's room less the NUL: unix(7). */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final int DEFAULT_MTU = 1500;
  private static final int MAX_MTU = 65_521;

  /**
   * Under this the kernel gives an interface no IPv4 (RFC 791, 3.2: every net carries 68 bytes).
   */
  private static final int MIN_MTU = 68;

  private final GetoptLong words;
  private final boolean pathsAreHere;
  private final StringBuilder warnings = new StringBuilder();
  private boolean configure;
  private int exitFd = -1;
  private int readyFd = -1;
  private int mtu = DEFAULT_MTU;
  private @Nullable Cidr6 cidr6;
  private boolean hostLoopback = true;
  private boolean dns = true;
  private @Nullable String netnsType;
  private String targetType = "netns";
  private boolean sandbox;
  private boolean seccomp;
  private boolean fast;
  private @Nullable String apiSocket;
  private @Nullable String cidr;
  private @Nullable String usernsPath;
  private @Nullable String outboundAddress;
  private @Nullable String macAddress;
  private @Nullable String outboundAddress6;

  private Slirp4netnsParser(String[] words, int first, boolean pathsAreHere) {
    this.pathsAreHere = pathsAreHere;
    this.words =
        new GetoptLong(
            "slirp4netns", Slirp4netnsTable.LETTERS, Slirp4netnsTable.OPTIONS, words, first, false);
  }

  /**
   * Reads {@code words} from index {@code first} on.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static Slirp4netnsCommand parse(String[] words, int first) throws UsageException {
    return new Slirp4netnsParser(words, first, true).parse();
  }

  /**
   * Reads the words of another process, which may see other files under the same paths: these are
   * taken as they are.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static Slirp4netnsCommand parseForAnother(String[] words) throws UsageException {
    return new Slirp4netnsParser(words, 0, false).parse();
  }

  private Slirp4netnsCommand parse() throws UsageException {
    for (int code = words.next(); code != GetoptLong.END; code = words.next()) {
      if (code == 'h') {
        return Slirp4netnsCommand.Text.HELP;
      }
      if (code == 'v') {
        return Slirp4netnsCommand.Text.VERSION;
      }
      take(code);
    }
    return options();
  }

  private void take(int code) throws UsageException {
    switch (code) {
      case 'c' -> configure = true;
      case 'e' -> exitFd = descriptor("exit-fd");
      case 'r' -> readyFd = descriptor("ready-fd");
      case 'm' -> mtu = mtu(words.argument());
      case Slirp4netnsTable.CIDR -> cidr = words.argument();
      case Slirp4netnsTable.DISABLE_HOST_LOOPBACK -> hostLoopback = false;
      case Slirp4netnsTable.DISABLE_DNS -> dns = false;
      case Slirp4netnsTable.NETNS_TYPE -> netnsType = words.argument();
      case Slirp4netnsTable.USERNS_PATH ->
          usernsPath = existing("userns path doesn't exist", words.argument());
      case Slirp4netnsTable.OUTBOUND_ADDR -> outboundAddress = words.argument();
      case Slirp4netnsTable.MACADDRESS -> macAddress = words.argument();
      case Slirp4netnsTable.TARGET_TYPE -> targetType = words.argument();
      case 'a' -> apiSocket = words.argument();
      case Slirp4netnsTable.OUTBOUND_ADDR6 -> outboundAddress6 = words.argument();
      case '6' -> cidr6 = cidr6 == null ? Cidr6.DEFAULT : cidr6;
      case Slirp4netnsTable.CIDR6 -> cidr6 = Cidr6.parse(words.argument());
      case Slirp4netnsTable.SOURCE_ADDRESS -> fast = SourceAddressWord.isFast(words.argument());
      case Slirp4netnsTable.ENABLE_SECCOMP -> seccomp = true;
      case Slirp4netnsTable.ENABLE_SANDBOX -> sandbox = true;
      case Slirp4netnsTable.NO_HOST_LOOPBACK -> {
        oldName("--no-host-loopback", "--disable-host-loopback");
        hostLoopback = false;
      }
      case Slirp4netnsTable.CREATE_SANDBOX -> {
        oldName("--create-sandbox", "--enable-sandbox");
        sandbox = true;
      }
      default -> throw new IllegalStateException("option " + code);
    }
  }

  private Slirp4netnsOptions options() throws UsageException {
    if (!targetType.equals("netns") && !targetType.equals("bess")) {
      throw new UsageException(
          "--target-type must be either \"netns\" or \"bess\", not \"" + targetType + "\"");
    }
    Attachment attachment = targetType.equals("bess") ? bess() : namespaceOrTap();
    return new Slirp4netnsOptions(
        attachment,
        network(),
        exitFd,
        readyFd,
        apiSocket == null ? null : socketPath("API", apiSocket),
        sandbox,
        seccomp,
        fast,
        warnings.toString());
  }

  private Attachment bess() throws UsageException {
    String conflict =
        configure
            ? "--configure"
            : netnsType != null ? "--netns-type" : usernsPath != null ? "--userns-path" : null;
    if (conflict != null) {
      throw new UsageException(conflict + " conflicts with --target-type=bess");
    }
    checkMacAddress();
    List<String> operands = words.operands();
    if (operands.isEmpty()) {
      throw UsageException.missingOperands(
          "PATH of the socket is needed: slirp4netns --target-type=bess [OPTION]... PATH");
    }
    if (operands.size() > 1) {
      throw new UsageException(
          "too many arguments: one socket is all that --target-type=bess takes, not "
              + operands.get(1));
    }
    return new Attachment.BessPeer(socketPath("BESS", operands.get(0)));
  }

  private Attachment namespaceOrTap() throws UsageException {
    String type = netnsType == null ? "pid" : netnsType;
    boolean inherited = type.equals("tapfd");
    if (!inherited && !type.equals("pid") && !type.equals("path")) {
      throw new UsageException("--netns-type must be pid, path or tapfd, not \"" + type + "\"");
    }
    List<String> operands = words.operands();
    int wanted = inherited ? 1 : 2;
    if (operands.size() < wanted) {
      throw UsageException.missingOperands(
          inherited
              ? "FD is needed: slirp4netns --netns-type=tapfd [OPTION]... FD"
              : "PID or PATH, and TAPNAME are needed: slirp4netns [OPTION]... PID|PATH TAPNAME");
    }
    if (operands.size() > 2) {
      warn("too many arguments: " + operands.get(2) + " and what follows is not used");
    }
    checkMacAddress();
    if (inherited) {
      return inheritedTap(operands.get(0));
    }
    NamespaceTarget target = target(type, operands.get(0));
    String tapName = tapName(operands.get(1));
    MacAddress mac = macAddress == null ? null : mac(macAddress);
    return new Attachment.NamespaceTap(target, tapName, configure, mac);
  }

  private void checkMacAddress() throws UsageException {
    if (macAddress != null && !configure) {
      throw new UsageException(
          "--macaddr cannot be specified when --configure or -c is not specified");
    }
  }

  private Attachment inheritedTap(String operand) throws UsageException {
    int fd = Decimal.parse(operand);
    if (fd < 0) {
      throw new UsageException(
          "FD must be a non-negative integer when --netns-type=tapfd, not \"" + operand + "\"");
    }
    if (configure || usernsPath != null) {
      warn(
          (configure ? "--configure" : "--userns-path")
              + " has no effect with --netns-type=tapfd: whoever has opened the TAP configures it");
    }
    return new Attachment.InheritedTap(fd);
  }

  private NetworkOptions network() throws UsageException {
    Cidr ipv4 = cidr == null ? Cidr.DEFAULT : Cidr.parse(cidr);
    int outbound = outboundAddress == null ? 0 : OutboundAddress.parse(outboundAddress);
    IpAddress outbound6 =
        outboundAddress6 == null ? null : OutboundAddress6.parse(outboundAddress6);
    Cidr6 ipv6 = mtu >= Ipv6Config.MIN_MTU ? cidr6 : null;
    if (cidr6 != null && ipv6 == null) {
      warn(
          "MTU "
              + mtu
              + " is too small for IPv6, which needs "
              + Ipv6Config.MIN_MTU
              + ": the namespace gets IPv4 only");
    }
    return new NetworkOptions(mtu, ipv4, ipv6, hostLoopback, dns, outbound, outbound6);
  }

  private static String socketPath(String kind, String path) throws UsageException {
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0) {
      throw new UsageException("the specified " + kind + " socket path is empty");
    }
    if (bytes > MAX_SOCKET_PATH_BYTES) {
      throw new UsageException("the specified " + kind + " socket path is too long (>= 108)");
    }
    return path;
  }

  private NamespaceTarget target(String type, String operand) throws UsageException {
    if (type.equals("path")) {
      return new NamespaceTarget.OfPath(
          existing("existing path expected when --netns-type=path", operand), usernsPath);
    }
    int pid = Decimal.parse(operand);
    if (pid <= 0) {
      throw new UsageException(
          "PID must be a positive integer, not \""
              + operand
              + "\" (for a path, add --netns-type=path)");
    }
    return new NamespaceTarget.OfPid(pid, usernsPath);
  }

  private String existing(String complaint, String path) throws UsageException {
    return pathsAreHere ? Paths.existing(complaint, path) : path;
  }

  private static String tapName(String operand) throws UsageException {
    if (operand.isEmpty()) {
      throw new UsageException("TAPNAME must not be empty; tap0 would do");
    }
    return operand.length() > MAX_TAP_NAME ? operand.substring(0, MAX_TAP_NAME) : operand;
  }

  private int descriptor(String name) throws UsageException {
    int fd = Decimal.parse(words.argument());
    if (fd < 0) {
      throw new UsageException(
          name + " must be a non-negative integer, not \"" + words.argument() + "\"");
    }
    return fd;
  }

  private static MacAddress mac(String text) throws UsageException {
    try {
      return MacAddress.parse(inPairs(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "macaddress has to be a valid MAC address (hex string, 6 bytes, each byte separated by a"
              + " ':'). \""
              + text
              + "\" is none that one interface can have");
    }
  }

  /**
   * Returns an address whose bytes have one or two digits, and any usual separator, in one form.
   */
  private static String inPairs(String text) {
    StringBuilder pairs = new StringBuilder(text.length());
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char letter = i < text.length() ? text.charAt(i) : ':';
      if (letter != ':' && letter != '-') {
        pairs.append(letter);
        digits++;
        continue;
      }
      if (digits == 1) {
        pairs.insert(pairs.length() - 1, '0');
      }
      if (i < text.length()) {
        pairs.append(':');
      }
      digits = 0;
    }
    return pairs.toString();
  }

  static int mtu(String text) throws UsageException {
    int mtu = Decimal.parse(text);
    if (mtu <= 0 || mtu > MAX_MTU) {
      throw new UsageException(
          "MTU must be a positive integer (< " + (MAX_MTU + 1) + "), not \"" + text + "\"");
    }
    if (mtu < MIN_MTU) {
      throw new UsageException(
          "MTU " + mtu + ": no interface carries IPv4 under " + MIN_MTU + "; use 1500 or 65520");
    }
    return mtu;
  }

  private void oldName(String old, String name) {
    warn(old + " is deprecated, please use " + name + " instead");
  }

  private void warn(String text) {
    warnings.append("WARNING: ").append(text).append('\n');
  }
}
