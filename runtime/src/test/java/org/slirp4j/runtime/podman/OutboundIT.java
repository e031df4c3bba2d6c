package org.slirp4j.runtime.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;

/** What a container of podman's reaches, and from which address. */
@Tag("kernel")
final class OutboundIT {
  /** Accepts as many connections as come, and says hello to each. */
  private static final String HOST_SERVER =
      "socat TCP-LISTEN:9000,fork,reuseaddr,bind=127.0.0.1 SYSTEM:'echo from the host' & trap 'kill %1' EXIT\n";

  @ParameterizedTest
  @ValueSource(strings = {"-4 four.example", "-6 six.example", "-4 10.0.2.2", "-6 fd00::2"})
  void pings(String target) {
    String out = Podman.inside("", "ping -c 2 -i 0.2 -W 5 " + target);
    assertTrue(out.contains(" 0% packet loss"), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4", "-6"})
  void downloads(String family) {
    String out =
        Podman.inside(
            "",
            "curl -sSf %1$s http://web.example/big | sha256sum; curl -sSf %1$s http://web.example/big.sha256"
                .formatted(family));
    List<String> lines = out.lines().toList();
    assertEquals(lines.get(1), lines.get(0).substring(0, 64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP4:four.example:7002", "TCP6:six.example:7002"})
  void uploadsComeBackWhole(String target) {
    String out =
        Podman.inside(
            "",
            "head -c 8000000 /dev/urandom >/sent; socat -t 10 - "
                + target
                + " </sent >/got; cmp /sent /got && echo same");
    assertEquals("same\n", out);
  }

  @ParameterizedTest
  @CsvSource({
    "UDP4:four.example:7002,1400",
    "UDP6:six.example:7002,1400",
    "UDP4:four.example:7002,9000"
  })
  void datagramsComeBack(String target, int length) {
    String out =
        Podman.inside(
            "", "head -c " + length + " /dev/zero | socat -b65507 -t 0.5 - " + target + " | wc -c");
    assertEquals(length, Integer.parseInt(out.strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.3", "[fd00::3]"})
  void resolves(String server) {
    String bare = server.replaceAll("[\\[\\]]", "");
    String out = Podman.inside("", "nslookup web.example " + bare);
    assertTrue(out.contains("Address: 203.0.113.80\n"), out);
    assertTrue(out.contains("Address: 2001:db8:113::80\n"), out);
  }

  @Test
  void aNameThatIsNoneIsNone() {
    Outcome curl = Podman.run("", "curl -sS http://none.example/");
    assertEquals(6, curl.status(), curl.err());
  }

  @Test
  void resolvConfHasTheHelpersServerFirst() {
    String out = Podman.inside("", "cat /etc/resolv.conf");
    assertTrue(out.startsWith("nameserver 10.0.2.3\n"), out);
  }

  @Test
  void aClosedPortIsRefusedAtOnce() {
    Outcome curl = Podman.run("", "curl -sS -m 5 http://four.example:1/");
    assertEquals(7, curl.status(), curl.err());
  }

  @ParameterizedTest
  @CsvSource({
    "'',198.51.100.10",
    "'--network slirp4netns:outbound_addr=198.51.100.11',198.51.100.11",
    "'--network slirp4netns:outbound_addr=eth1',192.0.2.10",
    "'--network slirp4netns:enable_ipv6=false',198.51.100.10",
  })
  void leavesFrom(String options, String address) {
    String out =
        Podman.inside(
            options,
            "socat -u TCP4:four.example:7001 -; echo | socat -t 0.5 - UDP4:four.example:7001");
    assertEquals(List.of(address, address), out.lines().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "'',[2001:0db8:0051:0000:0000:0000:0000:0010]",
    "'--network slirp4netns:enable_ipv6=true,outbound_addr6=2001:db8:52::10',[2001:0db8:0052:0000:0000:0000:0000:0010]",
    "'--network slirp4netns:enable_ipv6=true,outbound_addr6=eth1',[2001:0db8:0052:0000:0000:0000:0000:0010]",
  })
  void leavesOverIpv6From(String options, String address) {
    String out =
        Podman.inside(
            options,
            "socat -u TCP6:six.example:7001 -; echo | socat -t 0.5 - UDP6:six.example:7001");
    assertEquals(List.of(address, address), out.lines().toList());
  }

  @Test
  void anInterfaceThatIsNoneIsReportedByPodman() {
    Outcome run = Podman.run("--network slirp4netns:outbound_addr=none0", "true");
    assertNotEquals(0, run.status());
    assertTrue(run.err().contains("none0"), run.err());
  }

  @Test
  void theHostsLoopbackIsOpenOnlyWhereAllowed() {
    Outcome allowed =
        Podman.bash(
            HOST_SERVER
                + "podman run --rm --network slirp4netns:allow_host_loopback=true slirp4j-test"
                + " socat -u TCP:10.0.2.2:9000 -");
    assertEquals("from the host\n", allowed.outIfOk());
    Outcome refused =
        Podman.bash(HOST_SERVER + "podman run --rm slirp4j-test socat -u TCP:10.0.2.2:9000 -");
    assertEquals("", refused.out());
    assertTrue(refused.err().contains("Network is unreachable"), refused.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbound_addr=127.0.0.1", "outbound_addr=lo"})
  void reachesTheHostsLoopbackFrom(String option) {
    Outcome outcome =
        Podman.bash(
            "socat TCP-LISTEN:9000,fork,reuseaddr,bind=127.0.0.1 SYSTEM:'echo $SOCAT_PEERADDR' & trap 'kill %1' EXIT\n"
                + "podman run --rm --network slirp4netns:cidr=192.168.7.0/24,allow_host_loopback=true,"
                + option
                + " slirp4j-test socat -u TCP:192.168.7.2:9000 -\n");
    assertEquals("127.0.0.1\n", outcome.outIfOk());
  }

  @Test
  void keepIdKeepsTheNetwork() {
    String out = Podman.inside("--userns=keep-id", "id -u; curl -sS http://web.example/hello");
    List<String> lines = out.lines().toList();
    assertFalse(lines.getFirst().equals("0"));
    assertEquals("hello", lines.get(1));
  }
}
