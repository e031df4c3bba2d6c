package org.slirp4j.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/** slirp4netns 1.3's command line: defaults, meanings, and the answer to each wrong one. */
final class Slirp4netnsParserTest {
  private static final String HERE = "/proc/self/ns/net";

  @Test
  void hasSlirp4netnssDefaults() throws UsageException {
    Slirp4netnsOptions options = options("4711 tap0");
    assertEquals(
        new Slirp4netnsOptions(
            new Attachment.NamespaceTap(new NamespaceTarget.OfPid(4711, null), "tap0", false, null),
            new NetworkOptions(1500, Cidr.DEFAULT, null, true, true, 0, null),
            -1,
            -1,
            null,
            false,
            false,
            false,
            ""),
        options);
    assertEquals("10.0.2.0", Ipv4.text(options.network().cidr().network()));
    assertEquals("10.0.2.2", Ipv4.text(options.network().cidr().gateway()));
    assertEquals("10.0.2.3", Ipv4.text(options.network().cidr().dns()));
    assertEquals("10.0.2.100", Ipv4.text(options.network().cidr().guest()));
  }

  @Test
  void theClientsAddressIsKeptUnlessSpeedIsPreferred() throws UsageException {
    assertFalse(options("--source-address=keep 4711 tap0").fast());
    assertTrue(options("--source-address=fast 4711 tap0").fast());
    UsageException e =
        assertThrows(UsageException.class, () -> options("--source-address=Fast 4711 tap0"));
    assertEquals(
        "--source-address must be keep (services see the client's address) or fast (they do not,"
            + " and are reached quicker), not \"Fast\"",
        e.getMessage());
  }

  @Test
  void takesWhatPodmanSends() throws UsageException {
    Slirp4netnsOptions options =
        options(
            "--disable-host-loopback --mtu=65520 --enable-sandbox --enable-seccomp --enable-ipv6"
                + " -c -r 3 -e 4 --netns-type=path "
                + HERE
                + " tap0");
    assertEquals(
        new Attachment.NamespaceTap(new NamespaceTarget.OfPath(HERE, null), "tap0", true, null),
        options.attachment());
    assertTrue(options.network().ipv6());
    assertFalse(options.network().hostLoopback());
    assertEquals(65_520, options.network().mtu());
    assertEquals(3, options.readyFd());
    assertEquals(4, options.exitFd());
    assertTrue(options.sandbox());
    assertTrue(options.seccomp());
    assertEquals("", options.warnings());
  }

  @Test
  void takesEveryOtherOption() throws UsageException {
    Slirp4netnsOptions options =
        options(
            "-c --cidr=192.168.128.0/17 --disable-dns --userns-path=/proc/self/ns/user"
                + " --outbound-addr 127.0.0.9 --outbound-addr6=2001:db8::9 --macaddress 0A:bc:00:11:22:33 --target-type netns"
                + " --netns-type pid 12 tap0");
    assertEquals(
        new Attachment.NamespaceTap(
            new NamespaceTarget.OfPid(12, "/proc/self/ns/user"),
            "tap0",
            true,
            new MacAddress(0x0abc_0011_2233L)),
        options.attachment());
    assertEquals("192.168.128.100", Ipv4.text(options.network().cidr().guest()));
    assertFalse(options.network().dns());
    assertEquals("127.0.0.9", Ipv4.text(options.network().outboundAddress()));
    assertEquals(new IpAddress(0x2001_0db8_0000_0000L, 9), options.network().outboundAddress6());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--cidr6=fd12:34::/64", "--cidr6 fd12:34:0:0::/64 -6", "-6 --cidr6=fd12:34::/64"})
  void takesAnIpv6NetworkThatIsNotTheUsualOne(String line) throws UsageException {
    Cidr6 cidr6 = options(line + " 12 tap0").network().cidr6();
    assertNotNull(cidr6);
    assertEquals("fd12:34::", Ipv6.text(cidr6.network()));
    assertEquals("fd12:34::2", Ipv6.text(cidr6.gateway()));
    assertEquals("fd12:34::3", Ipv6.text(cidr6.dns()));
    Cidr6 usual = options("-6 12 tap0").network().cidr6();
    assertNotNull(usual);
    assertEquals("fd00::3", Ipv6.text(usual.dns()));
  }

  @Test
  void findsAnInterfacesAddress() throws UsageException {
    assertEquals(
        "127.0.0.1", Ipv4.text(options("--outbound-addr=lo 12 tap0").network().outboundAddress()));
  }

  @Test
  void leavesTheSourceAddressToTheKernelWhenThatIsAsked() throws UsageException {
    Slirp4netnsOptions options = options("--outbound-addr=0.0.0.0 --outbound-addr6=:: 12 tap0");
    assertEquals(0, options.network().outboundAddress());
    assertNull(options.network().outboundAddress6());
  }

  @ParameterizedTest
  @CsvSource({"a:b:c:d:e:f, 0a:0b:0c:0d:0e:0f", "0A-bc-00-11-22-33, 0a:bc:00:11:22:33"})
  void takesMacAddressesAsSlirp4netnsDoes(String text, String expected) throws UsageException {
    assertEquals(
        MacAddress.parse(expected), tap("-c --macaddress=" + text + " 12 tap0").macAddress());
  }

  @Test
  void cutsALongTapName() throws UsageException {
    assertEquals("abcdefghijklmno", tap("12 abcdefghijklmnopq").tapName());
  }

  @Test
  void warnsOfMoreWordsAndOldNames() throws UsageException {
    Slirp4netnsOptions options = options("--no-host-loopback --create-sandbox 12 tap0 a b");
    assertTrue(options.sandbox());
    assertFalse(options.network().hostLoopback());
    assertEquals(
        """
        WARNING: --no-host-loopback is deprecated, please use --disable-host-loopback instead
        WARNING: --create-sandbox is deprecated, please use --enable-sandbox instead
        WARNING: too many arguments: a and what follows is not used
        """,
        options.warnings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "--he", "-ch", "-c 1 tap0 --help --bogus"})
  void showsHelpWhereItIsAskedFor(String line) throws UsageException {
    assertEquals(Slirp4netnsCommand.Text.HELP, parse(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "--version", "--cidr nonsense -v"})
  void showsTheVersionWhereItIsAskedFor(String line) throws UsageException {
    assertEquals(Slirp4netnsCommand.Text.VERSION, parse(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "-c", "-c 12", "--netns-type=path /"})
  void wantsBothOperandsAndShowsTheUsage(String line) {
    UsageException e = assertThrows(UsageException.class, () -> parse(line));
    assertTrue(e.usageWanted());
    assertEquals(
        "PID or PATH, and TAPNAME are needed: slirp4netns [OPTION]... PID|PATH TAPNAME",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-m 0 1 t     | MTU must be a positive integer (< 65522), not \"0\"",
        "-m 65522 1 t | MTU must be a positive integer (< 65522), not \"65522\"",
        "-m -5 1 t    | MTU must be a positive integer (< 65522), not \"-5\"",
        "-m 15x 1 t   | MTU must be a positive integer (< 65522), not \"15x\"",
        "--mtu= 1 t   | MTU must be a positive integer (< 65522), not \"\"",
        "-m 67 1 t    | MTU 67: no interface carries IPv4 under 68; use 1500 or 65520",
        "-e x 1 t     | exit-fd must be a non-negative integer, not \"x\"",
        "-e -1 1 t    | exit-fd must be a non-negative integer, not \"-1\"",
        "-r 9999999999 1 t | ready-fd must be a non-negative integer, not \"9999999999\"",
        "0 t   | PID must be a positive integer, not \"0\" (for a path, add --netns-type=path)",
        "12x t | PID must be a positive integer, not \"12x\" (for a path, add --netns-type=path)",
        "--cidr=10.0.2.0/26 1 t     | prefix length needs to be 1-25, not 26",
        "--cidr=10.0.2.0/0 1 t      | prefix length needs to be 1-25, not 0",
        "--cidr=10.0.2.100/33 1 t   | prefix length needs to be 1-25, not 33",
        "--cidr=10.0.2.100/24 1 t   | CIDR needs to be a network address like 10.0.2.0/24, not like"
            + " 10.0.2.100/24: 10.0.2.0/24, not 10.0.2.100/24",
        "--cidr=10.7.1.1/16 1 t     | CIDR needs to be a network address like 10.0.2.0/24, not like"
            + " 10.0.2.100/24: 10.7.0.0/16, not 10.7.1.1/16",
        "--cidr=10.0.2.0 1 t        | invalid CIDR: 10.0.2.0: A.B.C.D/N is expected",
        "--cidr=10.0.2.0/24x 1 t    | invalid CIDR: 10.0.2.0/24x: A.B.C.D/N is expected",
        "--cidr=10.0.2.0/024 1 t    | invalid CIDR: 10.0.2.0/024: A.B.C.D/N is expected",
        "--cidr=10.0.2.0/08 1 t     | invalid CIDR: 10.0.2.0/08: A.B.C.D/N is expected",
        "--cidr=foo 1 t             | invalid CIDR: foo: A.B.C.D/N is expected",
        "--cidr=300.0.2.0/24 1 t    | invalid CIDR: 300.0.2.0/24: A.B.C.D is expected before the"
            + " slash, each in 0-255",
        "--cidr=10.0.2/24 1 t       | invalid CIDR: 10.0.2/24: A.B.C.D is expected before the"
            + " slash, each in 0-255",
        "--cidr=224.0.0.0/4 1 t     | invalid CIDR: 224.0.0.0/4: no host can have an address of it",
        "--cidr=127.0.0.0/8 1 t     | invalid CIDR: 127.0.0.0/8: no host can have an address of it",
        "--cidr=0.0.0.0/1 1 t       | invalid CIDR: 0.0.0.0/1: no host can have an address of it",
        "--macaddress=02:00:00:00:00:01 1 t | --macaddr cannot be specified when --configure or -c"
            + " is not specified",
        "-c --macaddress=zz 1 t     | macaddress has to be a valid MAC address (hex string, 6"
            + " bytes, each byte separated by a ':'). \"zz\" is none that one interface can have",
        "-c --macaddress=ff:ff:ff:ff:ff:ff 1 t | macaddress has to be a valid MAC address (hex"
            + " string, 6 bytes, each byte separated by a ':'). \"ff:ff:ff:ff:ff:ff\" is none that"
            + " one interface can have",
        "--outbound-addr=nowhere0 1 t | outbound-addr has to be valid ipv4 address or interface"
            + " name. No interface is called \"nowhere0\"",
        "--netns-type=foo 1 t       | --netns-type must be pid, path or tapfd, not \"foo\"",
        "--target-type=foo 1 t      | --target-type must be either \"netns\" or \"bess\", not"
            + " \"foo\"",
        "--netns-type=tapfd x       | FD must be a non-negative integer when --netns-type=tapfd, not"
            + " \"x\"",
        "--target-type=bess -c /s   | --configure conflicts with --target-type=bess",
        "--target-type=bess --netns-type=pid /s | --netns-type conflicts with --target-type=bess",
        "--target-type=bess --userns-path=/proc/self/ns/user /s | --userns-path conflicts with"
            + " --target-type=bess",
        "--target-type=bess --macaddress=02:00:00:00:00:01 /s | --macaddr cannot be specified when"
            + " --configure or -c is not specified",
        "--target-type=bess /s tap0 | too many arguments: one socket is all that --target-type=bess"
            + " takes, not tap0",
        "--outbound-addr6=nowhere0 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. No interface is called \"nowhere0\"",
        "--outbound-addr6=1.2.3.4 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. No interface is called \"1.2.3.4\"",
        "--outbound-addr6=1::2::3 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. \"1::2::3\" is no such address",
        "--outbound-addr6=::ffff:1.2.3.4 1 t | outbound-addr6 has to be valid ipv6 address or"
            + " interface name. \"::ffff:1.2.3.4\" is no such address",
        "--outbound-addr6=ff02::1 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. ff02::1 is a multicast address",
        "--outbound-addr6=fe80::1 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. fe80::1 is link-local: it reaches no other net",
        "--outbound-addr6=fe80::1%lo 1 t | outbound-addr6 has to be valid ipv6 address or interface"
            + " name. \"fe80::1%lo\" is no such address",
        "--userns-path=/no/such/file 1 t | userns path doesn't exist: /no/such/file: ENOENT (No such"
            + " file or directory): give the path of a namespace, such as /proc/PID/ns/net",
        "--netns-type=path /no/such/file t | existing path expected when --netns-type=path:"
            + " /no/such/file: ENOENT (No such file or directory): give the path of a namespace,"
            + " such as /proc/PID/ns/net",
      })
  void refuses(String line, String text) {
    UsageException e = assertThrows(UsageException.class, () -> parse(line));
    assertEquals(text, e.getMessage());
    assertFalse(e.usageWanted());
  }

  @Test
  void takesAnApiSocketThatFitsASocketAddress() throws UsageException {
    String longest = "/".repeat(106) + "s";
    assertEquals(longest, options("-a " + longest + " 1 t").apiSocket());
    assertNull(options("1 t").apiSocket());
    UsageException e = assertThrows(UsageException.class, () -> parse("-a /" + longest + " 1 t"));
    assertEquals("the specified API socket path is too long (>= 108)", e.getMessage());
    assertThrows(UsageException.class, () -> parse("--api-socket= 1 t"));
  }

  @Test
  void refusesAnEmptyTapName() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> Slirp4netnsParser.parse(new String[] {"12", ""}, 0));
    assertEquals("TAPNAME must not be empty; tap0 would do", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    // What is checked as it is met, in its order …
    "'--cidr foo -m abc 0 t',            MTU must",
    "'-e foo -m abc 0 t',                exit-fd must",
    "'--userns-path /none -m abc 0 t',   userns path",
    // … comes before the operands, and these before the network.
    "'--cidr foo --outbound-addr foo 0', PID or PATH",
    "'--cidr foo 0 t',                   PID must",
    "'--macaddress zz 0 t',              --macaddr cannot",
  })
  void complainsInSlirp4netnssOrder(String line, String beginning) {
    UsageException e = assertThrows(UsageException.class, () -> parse(line));
    assertTrue(String.valueOf(e.getMessage()).startsWith(beginning), e.getMessage());
  }

  @Test
  void takesTheWholeRangeOfMtusAndPrefixes() throws UsageException {
    assertEquals(68, options("-m 68 1 t").network().mtu());
    assertEquals(65_521, options("-m 65521 1 t").network().mtu());
    assertEquals(1, options("--cidr 128.0.0.0/1 1 t").network().cidr().prefixBits());
    assertEquals(
        "10.0.2.228", Ipv4.text(options("--cidr 10.0.2.128/25 1 t").network().cidr().guest()));
    assertNull(tap("1 t").macAddress());
  }

  @Test
  void takesAnInheritedTap() throws UsageException {
    assertEquals(new Attachment.InheritedTap(5), options("--netns-type=tapfd 5").attachment());
    Slirp4netnsOptions options = options("-c --netns-type=tapfd 0 tap0");
    assertEquals(new Attachment.InheritedTap(0), options.attachment());
    assertEquals(
        "WARNING: --configure has no effect with --netns-type=tapfd: whoever has opened the TAP"
            + " configures it\n",
        options.warnings());
  }

  @Test
  void takesASocketForBess() throws UsageException {
    assertEquals(
        new Attachment.BessPeer("/tmp/s"), options("--target-type=bess /tmp/s").attachment());
    UsageException e =
        assertThrows(UsageException.class, () -> parse("--target-type=bess " + "s".repeat(108)));
    assertEquals("the specified BESS socket path is too long (>= 108)", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "--netns-type=tapfd, 'FD is needed: slirp4netns --netns-type=tapfd [OPTION]... FD'",
    "--target-type=bess,"
        + " PATH of the socket is needed: slirp4netns --target-type=bess [OPTION]... PATH"
  })
  void wantsTheOperandOfItsKindAndShowsTheUsage(String line, String text) {
    UsageException e = assertThrows(UsageException.class, () -> parse(line));
    assertTrue(e.usageWanted());
    assertEquals(text, e.getMessage());
  }

  @Test
  void doesWithoutIpv6WhereTheMtuIsTooSmallForIt() throws UsageException {
    Slirp4netnsOptions options = options("-6 -m 1279 1 t");
    assertFalse(options.network().ipv6());
    assertEquals(
        "WARNING: MTU 1279 is too small for IPv6, which needs 1280: the namespace gets"
            + " IPv4 only\n",
        options.warnings());
    assertTrue(options("--enable-ipv6 -m 1280 1 t").network().ipv6());
    assertFalse(options("1 t").network().ipv6());
  }

  private static Attachment.NamespaceTap tap(String line) throws UsageException {
    return assertInstanceOf(Attachment.NamespaceTap.class, options(line).attachment());
  }

  private static Slirp4netnsCommand parse(String line) throws UsageException {
    return Slirp4netnsParser.parse(line.isEmpty() ? new String[0] : line.split(" ", -1), 0);
  }

  private static Slirp4netnsOptions options(String line) throws UsageException {
    return assertInstanceOf(Slirp4netnsOptions.class, parse(line));
  }
}
