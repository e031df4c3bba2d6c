package org.slirp4j.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** A guest that slirp4netns reaches over a wire of the test's: see the package. */
final class WiredGuest implements AutoCloseable {
  private final RootlessRoot owner = RootlessRoot.make();
  private final Namespace router = owner.namespace();
  private final Namespace guest = owner.namespace();
  private final Slirp4netnsProcess helper;
  private final BadWire wire;

  private WiredGuest(int mtu, String... options) {
    List<String> words = new ArrayList<>(List.of("--mtu=" + mtu));
    words.addAll(List.of(options));
    words.addAll(List.of(router.pid(), "tap0"));
    router
        .insideShell(
            "echo 1 | tee /proc/sys/net/ipv6/conf/all/disable_ipv6"
                + " /proc/sys/net/ipv6/conf/default/disable_ipv6")
        .outIfOk();
    helper = Slirp4netnsProcess.ready(words.toArray(String[]::new));
    wire = BadWire.make(owner.entering(), guest.pid(), router.pid(), mtu);
    String up = "ip link set %s mtu " + mtu + " master bridge up;";
    router
        .insideShell(
            "set -e; ip link add bridge type bridge;"
                + up.formatted("tap0")
                + up.formatted("wire")
                + "ip link set bridge up")
        .outIfOk();
    guest.insideShell("ip link set lo up; ip link set eth0 mtu " + mtu + " up").outIfOk();
  }

  /** Makes one with the address, the MTU and the routes that podman would give it. */
  static WiredGuest make(int mtu) {
    WiredGuest made = new WiredGuest(mtu);
    made.shell("ip address add 10.0.2.100/24 dev eth0; ip route add default via 10.0.2.2");
    return made;
  }

  /** Makes one that has what router advertisements give it and no IPv4. */
  static WiredGuest makeIpv6Only(int mtu) {
    WiredGuest made = new WiredGuest(mtu, "--enable-ipv6");
    made.shell(
        "ip link set eth0 down; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; ip link set eth0"
            + " up; until ip -6 route | grep -q default; do sleep 0.05; done");
    return made;
  }

  /** Runs a line of shell in the guest; returns its standard output. */
  String shell(String line) {
    return guest.insideShell(line).outIfOk();
  }

  /** Makes the wire as bad as these words of {@code src/test/kernel/wire} say from now on. */
  void wire(String words) {
    wire(words, "frames");
  }

  /** Makes it so; returns how often it did {@code what} so far, a word of the wire's answer. */
  int wire(String words, String what) {
    return wire.set(words, what);
  }

  /** Returns the words by which a command is executed in the guest. */
  List<String> entering() {
    return guest.entering();
  }

  @Override
  public void close() {
    boolean alive = helper.isAlive();
    String log = helper.log();
    helper.close();
    wire.close();
    guest.close();
    router.close();
    owner.close();
    if (!alive) {
      throw new AssertionError("slirp4netns ended: " + log);
    }
  }
}
