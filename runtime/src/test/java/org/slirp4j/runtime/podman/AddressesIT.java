package org.slirp4j.runtime.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a container of podman's finds configured. */
@Tag("kernel")
final class AddressesIT {
  @Test
  void theDefaults() {
    String out =
        Podman.inside("", "ip address show tap0; ip route; ip -6 route; cat /etc/resolv.conf");
    assertTrue(out.contains("mtu 65520 "), out);
    assertTrue(out.contains("inet 10.0.2.100/24 brd 10.0.2.255 scope global tap0"), out);
    assertTrue(out.contains("inet6 fd00::"), out);
    assertTrue(out.contains("default via 10.0.2.2 dev tap0"), out);
    assertTrue(out.contains("default via fe80::2 dev tap0"), out);
    assertTrue(out.contains("nameserver 10.0.2.3\n"), out);
  }

  @Test
  void anotherNetwork() {
    String out =
        Podman.inside(
            "--network slirp4netns:cidr=10.7.7.0/24 --hostname box",
            "ip -4 address show tap0; ip route; cat /etc/resolv.conf /etc/hosts; curl -sS http://web.example/hello");
    assertTrue(out.contains("inet 10.7.7.100/24 "), out);
    assertTrue(out.contains("default via 10.7.7.2 "), out);
    assertTrue(out.contains("nameserver 10.7.7.3\n"), out);
    assertTrue(out.contains("10.7.7.100\tbox"), out);
    assertTrue(out.endsWith("hello\n"), out);
  }

  @Test
  void anotherMtu() {
    String out =
        Podman.inside(
            "--network slirp4netns:mtu=1500",
            "ip link show tap0; curl -sSf http://web.example/big | wc -c");
    assertTrue(out.contains("mtu 1500 "), out);
    assertTrue(out.endsWith("16777216\n"), out);
  }

  @Test
  void noIpv6() {
    String out =
        Podman.inside(
            "--network slirp4netns:enable_ipv6=false",
            "ip address show tap0; ip -6 route show default");
    assertFalse(out.contains("fd00::"), out);
    assertFalse(out.contains("default"), out);
  }

  // podman writes the host's first address there, and leaves the helper out of it.
  @Test
  void hostsOfThisName() {
    String out = Podman.inside("", "getent hosts host.containers.internal || cat /etc/hosts");
    assertEquals(1, out.lines().filter(line -> line.contains("host.containers.internal")).count());
  }
}
