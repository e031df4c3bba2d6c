package org.slirp4j.runtime.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.runtime.testing.Streams;

/** A container of slirp4netns's that asks a server in the host's world. */
@Tag("kernel")
final class HelperHashesIT {
  private static final int PORT = LonelyHost.PORT;

  /** Opens a namespace's tap0 with a kind, configures it, and becomes a program with it. */
  private static final String WITH_TAP =
      """
      my ($path, $kind) = splice(@ARGV, 0, 2);
      my $setns = `uname -m` =~ /aarch64/ ? 268 : 308;
      sub enter { syscall($setns, fileno($_[0]), 0x40000000) == 0 or die "setns: $!" }
      open(my $own, '<', '/proc/self/ns/net') or die $!;
      open(my $other, '<', $path) or die $!;
      enter($other);
      $^F = 9;
      open(my $tap, '+<', '/dev/net/tun') or die $!;
      ioctl($tap, 0x400454ca, pack('a16 S x22', 'tap0', hex($kind))) or die $!;
      system('ip address add 10.0.2.100/24 dev tap0; ip link set tap0 up') == 0 or die;
      enter($own);
      exec(@ARGV, fileno($tap)) or die $!;
      """;

  private static LonelyHost host;

  @BeforeAll
  static void make() {
    host = new LonelyHost();
  }

  @AfterAll
  static void end() {
    host.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # options                                     | where the server is | what it is inside
          -m 576                                        | 127.0.0.1 | 10.0.2.2
          -m 1280                                       | 127.0.0.1 | 10.0.2.2
          -m 1500                                       | 127.0.0.1 | 10.0.2.2
          -m 9000                                       | 127.0.0.1 | 10.0.2.2
          -m 65520                                      | 127.0.0.1 | 10.0.2.2
          -m 65521                                      | 127.0.0.1 | 10.0.2.2
          -m 1280 --enable-ipv6                         | ::1       | fd00::2
          -m 1500 --enable-ipv6                         | ::1       | fd00::2
          -m 65520 --enable-ipv6                        | ::1       | fd00::2
          --cidr=172.20.0.0/16                          | 127.0.0.1 | 172.20.0.2
          --cidr6=fd12:34:56:78::/64                    | ::1       | fd12:34:56:78::2
          --disable-host-loopback                       | 10.9.0.1  | 10.9.0.1
          --outbound-addr=10.9.0.2                      | 10.9.0.1  | 10.9.0.1
          --enable-ipv6 --outbound-addr6=fd99::2        | fd99::1   | fd99::1
          --disable-dns --macaddress=02:00:5e:10:00:01  | 127.0.0.1 | 10.0.2.2
          --enable-sandbox --enable-seccomp             | 127.0.0.1 | 10.0.2.2
          --netns-type=path                             | 127.0.0.1 | 10.0.2.2
          """)
  void everyOption(String options, String at, String inside) {
    assertWhole(options, "true", "", at, inside);
  }

  /** What the container's kernel is told not to do, and what its programs want of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ethtool -K tap0 tx off                        | seed=2
          ethtool -K tap0 rx off gro off                | seed=3
          ethtool -K tap0 tso off                       | seed=4
          ethtool -K tap0 gso off                       | seed=5
          ethtool -K tap0 tx off rx off tso off gso off gro off sg off | seed=6
          ip link set tap0 gso_max_segs 3               | seed=7
          true                                          | congestion=cubic seed=8
          true                                          | congestion=reno seed=9
          true                                          | streams=8 bytes=2000000 seed=10
          true                                          | streams=100 bytes=50000 seed=11
          """)
  void everyKernel(String prepare, String words) {
    Streams.assumeTool(prepare);
    assertWhole("-m 1500", prepare, words, "127.0.0.1", "10.0.2.2");
  }

  private static void assertWhole(
      String options, String prepare, String words, String at, String inside) {
    try (Namespace container = host.container();
        Slirp4netnsProcess helper = host.connect(container, options);
        Streams _ = Streams.serve(host.entering(), at, PORT)) {
      container.insideShell(prepare).outIfOk();
      assertAsked(container, words, inside, helper);
    }
  }

  private static void assertAsked(
      Namespace container, String words, String to, Slirp4netnsProcess helper) {
    String[] command = Streams.ask(words, to, PORT).toArray(String[]::new);
    assertEquals("ok\n", container.inside(command).outIfOk());
    assertTrue(helper.isAlive(), helper::log);
  }

  /** As RootlessKit does: the TAP is there, persistent, and nothing is to be configured. */
  @Test
  void aTapThatIsThere() {
    try (Namespace container = host.container();
        Streams _ = Streams.serve(host.entering(), "127.0.0.1", PORT)) {
      container
          .insideShell(
              "ip tuntap add name tap0 mode tap; ip link set tap0 mtu 65520 up;"
                  + " ip address add 10.0.2.100/24 dev tap0")
          .outIfOk();
      try (Slirp4netnsProcess helper =
          Slirp4netnsProcess.readyBy(host.entering(), "--mtu", "65520", container.pid(), "tap0")) {
        assertAsked(container, "", "10.0.2.2", helper);
      }
    }
  }

  /** IFF_TAP and IFF_NO_PI, without and with IFF_VNET_HDR. */
  @ParameterizedTest
  @ValueSource(strings = {"1002", "5002"})
  void anInheritedTap(String kind) {
    try (Namespace container = host.container();
        Streams _ = Streams.serve(host.entering(), "127.0.0.1", PORT)) {
      List<String> launcher = new ArrayList<>(host.entering());
      launcher.addAll(List.of("perl", "-e", WITH_TAP, container.path(), kind));
      try (Slirp4netnsProcess helper = Slirp4netnsProcess.readyBy(launcher, "--netns-type=tapfd")) {
        assertAsked(container, "", "10.0.2.2", helper);
      }
    }
  }

  /** So that what says "ok" says something. */
  @ParameterizedTest
  @ValueSource(strings = {"only=tcp", "only=udp"})
  void aBentByteIsSeen(String only) {
    try (Streams _ = Streams.serve(host.entering(), "127.0.0.1", PORT)) {
      List<String> command = new ArrayList<>(host.entering());
      command.addAll(Streams.ask("bend bytes=1000 " + only, "127.0.0.1", PORT));
      String said = Outcome.of(command).outIfOk();
      assertTrue(said.contains(only.equals("only=udp") ? "datagram of 1 " : "both, out: "), said);
    }
  }
}
