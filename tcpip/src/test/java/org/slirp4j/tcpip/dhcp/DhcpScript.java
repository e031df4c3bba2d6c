package org.slirp4j.tcpip.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * Runs a conversation between DHCP clients and a stack that is written down line by line, on a
 * clock that only the script turns.
 *
 * <pre>
 * &lt; DISCOVER params=1,3          a client sends this; what a word means tells {@link Dhcp4Text}
 * &gt; OFFER your=10.0.2.15 dns=-   the stack answers so; words that no line has may be anything,
 *                                  "-" says that there is none such
 * +60                              so many seconds pass
 * </pre>
 *
 * <p>A message that no line speaks of fails the script.
 */
final class DhcpScript {
  /** What the uplink says of domains. */
  List<String> domains = List.of();

  final TestStack bench;
  private final boolean v6;
  private List<EmittedFrame> unread = List.of();

  private DhcpScript(StackConfig config, boolean v6) {
    this.v6 = v6;
    RecordingUplink uplink =
        new RecordingUplink() {
          @Override
          public List<String> searchDomains() {
            return domains;
          }
        };
    bench = new TestStack(config, Buffers.bounded(64, 64), uplink);
  }

  /** Makes one for IPv4 in 10.0.2.0/24. */
  static DhcpScript v4() {
    return v4(1500, 24, true);
  }

  /** Makes one for IPv4. */
  static DhcpScript v4(int mtu, int prefixBits, boolean dns) {
    DhcpConfig dhcp = DhcpConfig.within(IpAddress.v4(TestStack.GATEWAY), prefixBits, dns);
    return new DhcpScript(config(mtu, prefixBits, dhcp, null), false);
  }

  /** Makes one for IPv6. */
  static DhcpScript v6(boolean dns) {
    DhcpConfig dhcp = DhcpConfig.within(IpAddress.v4(TestStack.GATEWAY), 24, dns);
    Ipv6Config ipv6 =
        new Ipv6Config(
            TestStack.ROUTER6, TestStack.GATEWAY6, TestStack.DNS6, GuestFrames6.ip("fd00::"), dns);
    return new DhcpScript(config(1500, 24, dhcp, ipv6), true);
  }

  private static StackConfig config(
      int mtu, int prefixBits, DhcpConfig dhcp, @Nullable Ipv6Config ipv6) {
    return new StackConfig(
        mtu,
        TestStack.STACK_MAC,
        IpAddress.v4(TestStack.GATEWAY),
        IpAddress.v4(TestStack.DNS),
        prefixBits,
        ipv6,
        dhcp,
        Offloads.NONE,
        Limits.DEFAULT,
        TcpTimeouts.DEFAULT);
  }

  /** Runs lines; fails at the first one that is not met. */
  DhcpScript run(String lines) {
    for (String line : lines.strip().split("\n", -1)) {
      runLine(line.strip());
    }
    assertEquals(List.of(), unread, () -> "unexpected answer after:\n" + lines);
    return this;
  }

  private void runLine(String line) {
    if (line.startsWith("<")) {
      assertEquals(List.of(), unread, () -> "unexpected answer before: " + line);
      String[] parts = line.substring(1).strip().split("\\s+", 2);
      send(parts[0], Dhcp4Text.words(parts.length == 1 ? "" : parts[1]));
    } else if (line.startsWith(">")) {
      expect(line);
    } else if (line.startsWith("+")) {
      assertEquals(List.of(), unread, () -> "unexpected answer before: " + line);
      bench.advance(Long.parseLong(line.substring(1)) * TestStack.SECOND);
    } else {
      throw new IllegalArgumentException(line);
    }
  }

  private void send(String type, Map<String, String> words) {
    deliver(v6 ? Dhcp6Text.frame(type, words) : Dhcp4Text.frame(type, words));
  }

  /** Delivers a frame as it is. */
  void deliver(byte[] frame) {
    unread = bench.exchange(frame);
    bench.assertNothingHeld();
  }

  private void expect(String line) {
    assertEquals(1, unread.size(), () -> "answers to be " + line + ": " + unread);
    Map<String, String> seen = words(unread.getFirst());
    unread = List.of();
    String[] parts = line.substring(1).strip().split("\\s+", 2);
    assertEquals(parts[0], seen.get("type"), () -> line + "\nis\n" + seen);
    if (parts.length == 2) {
      Dhcp4Text.words(parts[1])
          .forEach((key, value) ->
              assertEquals(
                  value,
                  seen.getOrDefault(key, "-"),
                  () -> key + " of\n" + line + "\nis\n" + seen));
    }
  }

  /** Delivers a frame and returns what the answers say. */
  List<Map<String, String>> answers(byte[] frame) {
    deliver(frame);
    List<Map<String, String>> all = new ArrayList<>();
    unread.forEach(each -> all.add(words(each)));
    unread = List.of();
    return all;
  }

  private Map<String, String> words(EmittedFrame frame) {
    return v6 ? Dhcp6Text.words(frame) : Dhcp4Text.words(frame);
  }

  /** Fails unless {@code reason} was counted this often. */
  void assertDrops(DropReason reason, long times) {
    bench.assertDrops(reason, times);
  }
}
