package org.slirp4j.runtime.netns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** IPv6 as a container's kernel finds it. */
@Tag("kernel")
final class Ipv6IT {
  private static final String FAR = "2001:db8::7"; // RFC 3849: nobody's

  private static String addresses(Namespace namespace) {
    return namespace.inside("ip", "-6", "-o", "address", "show", "tap0").outIfOk();
  }

  private static void awaitGlobalAddress(Namespace namespace, String prefix) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .until(() ->
            addresses(namespace)
                .lines()
                .anyMatch(line -> line.contains(prefix) && !line.contains("tentative")));
  }

  @Test
  void anotherPrefixIsWhatTheKernelMakesItsAddressOf() {
    String[] options = {"-c", "--cidr6=fd12:34:56:78::/64"};
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.ready(options[0], options[1], namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      awaitGlobalAddress(namespace, "inet6 fd12:34:56:78:");
      assertFalse(addresses(namespace).contains("fd00:"), addresses(namespace));
      String route = namespace.insideShell("ip -6 route show default").outIfOk();
      assertTrue(route.startsWith("default via fe80::2 dev tap0 proto ra"), route);
      for (String own : new String[] {"fd12:34:56:78::2", "fd12:34:56:78::3", "fe80::2%tap0"}) {
        namespace.inside("ping", "-6", "-c", "1", "-W", "5", own).outIfOk();
      }
    }
  }

  /** RFC 4862, 5.4: the kernel takes its time to look for others with its address. */
  @Test
  void nobodyObjectsToTheKernelsAddresses() {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper = Slirp4netnsProcess.ready("-c", "-6", namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      awaitGlobalAddress(namespace, "inet6 fd00::");
      String all = addresses(namespace);
      assertFalse(all.contains("dadfailed"), all);
      // By hand, with addresses next to the stack's own.
      namespace
          .insideShell(
              "ip addr add fd00::4/64 dev tap0 && ip addr add fe80::3/64 dev tap0 && sleep 3")
          .outIfOk();
      all = addresses(namespace);
      assertFalse(all.contains("tentative") || all.contains("dadfailed"), all);
      // The stack's own is defended.
      namespace.insideShell("ip addr add fd00::2/64 dev tap0 && sleep 3").outIfOk();
      assertTrue(addresses(namespace).contains("dadfailed"), addresses(namespace));
    }
  }

  /** However the host is without IPv6: programs inside hear of it at once and try IPv4. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip link set lo up", // no route
        "ip link set lo up && echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"
      })
  void aHostWithoutIpv6MeansPromptlyUnreachable(String host) {
    try (RootlessRoot root = RootlessRoot.unconnected()) {
      root.shell(host + " && echo 0 0 >/proc/sys/net/ipv4/ping_group_range");
      try (Namespace namespace = root.namespace()) {
        namespace.insideShell("echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad").outIfOk();
        try (Slirp4netnsProcess helper =
            Slirp4netnsProcess.readyBy(root.entering(), "-c", "-6", namespace.pid(), "tap0")) {
          assertTrue(helper.isAlive());
          awaitGlobalAddress(namespace, "inet6 fd00::");
          assertUnreachable(namespace.inside("ping", "-6", "-c", "1", "-W", "5", FAR));
          assertUnreachable(
              namespace.insideShell("socat -u /dev/null TCP6:[" + FAR + "]:80,connect-timeout=5"));
          // A kernel tells of unreachable networks to those who ask for all errors only.
          assertUnreachable(
              namespace.insideShell(
                  "echo first | socat -t 5 - UDP6:[" + FAR + "]:9,ipv6-recverr=1"));
        }
      }
    }
  }

  private static void assertUnreachable(Outcome outcome) {
    String text = outcome.out() + outcome.err();
    boolean told = text.contains("No route") || text.contains("Network is unreachable");
    assertTrue(told, text);
    assertEquals(1, outcome.status(), text);
  }
}
