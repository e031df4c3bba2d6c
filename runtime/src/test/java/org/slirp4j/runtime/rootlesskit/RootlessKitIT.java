package org.slirp4j.runtime.rootlesskit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Surroundings;

/** What programs under RootlessKit reach, and how they are reached. */
@Tag("kernel")
final class RootlessKitIT {
  private static final int NOT_HERE = 77;

  private static final String SET_UP =
      """
      state=$XDG_RUNTIME_DIR/rootlesskit.$$
      kit=(rootlesskit --state-dir="$state" --net=slirp4netns --slirp4netns-binary="$helper" --copy-up=/etc)
      """;

  private static Outcome bash(String script) {
    return Surroundings.bash(SET_UP + script);
  }

  @Test
  void itsOwnTapIsConnected() {
    String out =
        bash("""
        "${kit[@]}" --disable-host-loopback sh -c '
          ip address show tap0; ip route; cat /etc/resolv.conf
          ping -c 1 -W 5 four.example; curl -sSf http://web.example/big | sha256sum
          curl -sSf http://web.example/big.sha256'
        """)
            .outIfOk();
    assertTrue(out.contains("mtu 65520 "), out);
    assertTrue(out.contains("inet 10.0.2.100/24 "), out);
    assertTrue(out.contains("default via 10.0.2.2 dev tap0"), out);
    assertTrue(out.contains("nameserver 10.0.2.3\n"), out);
    assertTrue(out.contains(" 0% packet loss"), out);
    List<String> lines = out.lines().toList();
    assertEquals(lines.getLast() + "  -", lines.get(lines.size() - 2));
  }

  @Test
  void anotherNetworkAndMtu() {
    String out =
        bash("""
        "${kit[@]}" --cidr=10.5.5.0/24 --mtu=1500 sh -c '
          ip address show tap0; cat /etc/resolv.conf; curl -sSf http://web.example/hello'
        """)
            .outIfOk();
    assertTrue(out.contains("mtu 1500 "), out);
    assertTrue(out.contains("inet 10.5.5.100/24 "), out);
    assertTrue(out.contains("nameserver 10.5.5.3\n"), out);
    assertTrue(out.endsWith("hello\n"), out);
  }

  // The address comes by a router advertisement, and the kernel looks for a double of it first.
  @Test
  void ipv6() {
    String out =
        bash("""
        "${kit[@]}" --ipv6 bash -c '
          for i in $(seq 100); do
            ip -6 address show tap0 | grep "inet6 fd00::" | grep -qv tentative && break
            sleep 0.1
          done
          ip -6 route show default; curl -sSf -6 http://web.example/hello'
        """)
            .outIfOk();
    assertTrue(out.contains("default via fe80::2 dev tap0"), out);
    assertTrue(out.endsWith("hello\n"), out);
  }

  @ParameterizedTest
  @CsvSource({"--disable-host-loopback,7", "'',0"})
  void theHostsLoopback(String option, int status) {
    Outcome outcome =
        bash(
            """
            busybox httpd -f -p 127.0.0.1:9000 -h /mnt/www &
            trap 'kill %%1' EXIT
            "${kit[@]}" %s curl -sS -m 5 http://10.0.2.2:9000/hello
            """
                .formatted(option));
    assertEquals(status, outcome.status(), outcome.err());
    assertEquals(status == 0 ? "hello\n" : "", outcome.out());
  }

  // Every thread: the sandbox and the filter hold for the whole process.
  @Test
  void sandboxAndSeccomp() {
    Outcome outcome =
        bash(
            """
            "${kit[@]}" --slirp4netns-sandbox=true --slirp4netns-seccomp=true --disable-host-loopback \\
              sh -c 'curl -sSf http://web.example/hello; sleep 2' &
            eventually pgrep -x slirp4netns >/dev/null
            sleep 1
            pid=$(pgrep -x slirp4netns)
            ls "/proc/$pid/root"
            cat /proc/$pid/task/*/status | grep -E '^(Seccomp|NoNewPrivs|CapEff):' | sort | uniq
            wait %1
            """);
    String out = outcome.outIfOk();
    assertTrue(out.contains("hello\n"), out);
    assertTrue(out.lines().anyMatch("etc"::equals), out);
    assertTrue(out.lines().noneMatch("home"::equals), out);
    assertTrue(out.contains("Seccomp:\t2\n") && !out.contains("Seccomp:\t0\n"), out);
    assertTrue(out.contains("NoNewPrivs:\t1\n") && !out.contains("NoNewPrivs:\t0\n"), out);
  }

  @ParameterizedTest
  @CsvSource({"builtin,127.0.0.1,127.0.0.1", "slirp4netns,10.0.2.100,10.0.2.2"})
  void publishedPorts(String driver, String peer, String datagramPeer) {
    Outcome outcome =
        bash(
            """
            "${kit[@]}" --port-driver=%s -p 127.0.0.1:8085:85/tcp -p 127.0.0.1:8086:86/udp bash -c '
              ip link set lo up
              socat TCP-LISTEN:85,fork SYSTEM:"echo \\$SOCAT_PEERADDR" &
              socat UDP-RECVFROM:86,fork SYSTEM:"read -r _; echo datagram from \\$SOCAT_PEERADDR" &
              wait' &
            tcp() { socat -u TCP:127.0.0.1:8085 - | grep .; }
            udp() { echo | socat -t 0.5 - UDP:127.0.0.1:8086 | grep .; }
            eventually tcp
            eventually udp
            kill %%1
            wait
            """
                .formatted(driver));
    assertEquals(peer + "\ndatagram from " + datagramPeer + "\n", outcome.out(), outcome.err());
  }

  @Test
  void portsAreAddedAndRemovedWhileItRuns() {
    Outcome outcome =
        bash(
            """
            "${kit[@]}" --port-driver=slirp4netns bash -c '
              ip link set lo up; exec socat TCP-LISTEN:85,fork SYSTEM:"echo here"' &
            ctl() { rootlessctl --socket="$state/api.sock" "$@"; }
            eventually ctl add-ports 127.0.0.1:8085:85/tcp
            tcp() { socat -u TCP:127.0.0.1:8085 - | grep .; }
            eventually tcp
            ctl remove-ports 1
            socat -u TCP:127.0.0.1:8085 - 2>&1 | grep -o 'Connection refused'
            kill %1
            wait
            """);
    assertEquals("1\nhere\n1\nConnection refused\n", outcome.out(), outcome.err());
  }

  @Test
  void theHelperEndsWithRootlessKit() {
    Outcome outcome =
        bash(
            """
            "${kit[@]}" sleep 100 &
            helper() { pgrep -x slirp4netns; }
            eventually helper >/dev/null && kill -9 $!
            gone() { ! helper; }
            eventually gone
            """);
    assertEquals("", outcome.outIfOk().strip());
  }

  @Test
  void detachedNetworkNamespaces() {
    Outcome outcome =
        bash(
            """
            kit[0]=$ROOTLESSKIT2
            [[ -x ${kit[0]} ]] || exit 77
            "${kit[@]}" --detach-netns --disable-host-loopback sh -c '
              nsenter --net="$ROOTLESSKIT_STATE_DIR/netns" sh -c "
                ip address show tap0; curl -sSf http://203.0.113.80/hello"'
            """);
    assumeTrue(outcome.status() != NOT_HERE, "--detach-netns came with RootlessKit 2");
    assertTrue(outcome.outIfOk().contains("inet 10.0.2.100/24 "), outcome.out());
    assertTrue(outcome.out().endsWith("hello\n"), outcome.out());
  }

  @Test
  void detachedNetworkNamespacesWithPorts() {
    Outcome outcome =
        bash(
            """
            kit[0]=$ROOTLESSKIT2
            [[ -x ${kit[0]} ]] || exit 77
            "${kit[@]}" --detach-netns --disable-host-loopback --ipv6 \\
              --slirp4netns-seccomp=true --port-driver=slirp4netns -p 127.0.0.1:8085:85/tcp sh -c '
              exec nsenter --net="$ROOTLESSKIT_STATE_DIR/netns" socat TCP-LISTEN:85,fork SYSTEM:"echo here"' &
            tcp() { socat -u TCP:127.0.0.1:8085 - | grep .; }
            eventually tcp
            kill %1
            wait
            """);
    assumeTrue(outcome.status() != NOT_HERE, "--detach-netns came with RootlessKit 2");
    assertEquals("here\n", outcome.out(), outcome.err());
  }
}
