package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** A guest that slirp4netns reaches over a wire of the test's: see the package. */
final class WiredGuest implements AutoCloseable {
  private static final Path WIRE = Path.of("src/test/kernel/wire").toAbsolutePath();
  private static final int SEED = 4;

  private final RootlessRoot owner = RootlessRoot.make();
  private final Namespace router = owner.namespace();
  private final Namespace guest = owner.namespace();
  private final Slirp4netnsProcess helper;
  private final Process wire;
  private final BufferedReader counts;

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
    try {
      List<String> command = new ArrayList<>(owner.entering());
      command.addAll(List.of(WIRE.toString(), guest.pid(), router.pid(), "" + mtu, "" + SEED));
      wire = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      counts = wire.inputReader(US_ASCII);
      if (!"ready".equals(counts.readLine())) {
        throw new AssertionError("no wire: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    try {
      wire.getOutputStream().write((words + "\n").getBytes(US_ASCII));
      wire.getOutputStream().flush();
      String line = counts.readLine();
      if (line == null) {
        throw new AssertionError("the wire broke at " + words);
      }
      return Arrays.stream(line.split(" ", -1))
          .filter(word -> word.startsWith(what + "="))
          .mapToInt(word -> Integer.parseInt(word.substring(what.length() + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      boolean alive = helper.isAlive();
      String log = helper.log();
      helper.close();
      wire.destroyForcibly().waitFor();
      guest.close();
      router.close();
      owner.close();
      if (!alive) {
        throw new AssertionError("slirp4netns ended: " + log);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
