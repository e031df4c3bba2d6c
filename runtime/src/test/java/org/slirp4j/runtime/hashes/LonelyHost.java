package org.slirp4j.runtime.hashes;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.runtime.testing.Streams;

/**
 * A host whose addresses are known, 10.9.0.1, 10.9.0.2, fd99::1 and fd99::2 beside its loopback's,
 * and where any port can be had; and containers there.
 */
final class LonelyHost implements AutoCloseable {
  /** Of servers, in the host and in containers. */
  static final int PORT = 7_000;

  private final RootlessRoot root = RootlessRoot.unconnected();

  LonelyHost() {
    root.shell(
        "set -e; ip link set lo up; for i in 1 2; do ip address add 10.9.0.$i/32 dev lo;"
            + " ip address add fd99::$i/128 dev lo nodad; done");
  }

  /** Returns the words by which a command is executed there. */
  List<String> entering() {
    return root.entering();
  }

  /** Makes a container's namespace, which uses its IPv6 addresses as soon as it has them. */
  Namespace container() {
    Namespace made = root.namespace();
    made.insideShell("echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad").outIfOk();
    return made;
  }

  /** Connects a container as {@code options} say, and waits until it has its addresses. */
  Slirp4netnsProcess connect(Namespace container, String options) {
    List<String> words = new ArrayList<>(List.of("-c"));
    words.addAll(Streams.split(options));
    words.addAll(List.of(options.contains("=path") ? container.path() : container.pid(), "tap0"));
    Slirp4netnsProcess helper =
        Slirp4netnsProcess.readyBy(entering(), words.toArray(String[]::new));
    if (options.contains("--enable-ipv6") || options.contains("--cidr6")) {
      awaitAddress6(container);
    }
    return helper;
  }

  /** Returns the address that the container's kernel has made itself, as soon as it has it. */
  static String awaitAddress6(Namespace container) {
    String address = "ip -6 -o address show dev tap0 scope global -tentative | awk '{print $4}'";
    return await()
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(() -> container.insideShell(address).outIfOk(), text -> text.contains("/"))
        .replaceFirst("(?s)/.*", "");
  }

  @Override
  public void close() {
    root.close();
  }
}
