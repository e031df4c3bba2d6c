package org.slirp4j.runtime.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.runtime.testing.Streams;

/** {@code slirp4j run}, and containers of a daemon. */
@Tag("kernel")
final class RunHashesIT {
  private static final int INSIDE = LonelyHost.PORT;

  /** Becomes a program when the kernel has made itself an IPv6 address. */
  private static final List<String> WITH_IPV6 =
      List.of(
          "sh",
          "-c",
          "until ip -6 -o address show scope global -tentative | grep -q fd00; do sleep 0.05; done;"
              + " exec \"$@\"",
          "sh");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -m 65520                                      | 127.0.0.1 | 10.0.2.2
          -m 1500                                       | 127.0.0.1 | 10.0.2.2
          --plain -m 1500                               | 127.0.0.1 | 10.0.2.2
          --plain -m 65520                              | 127.0.0.1 | 10.0.2.2
          --plain -m 576                                | 127.0.0.1 | 10.0.2.2
          --enable-ipv6 --plain -m 1280                 | ::1       | fd00::2
          --cidr=10.9.0.0/24 --disable-dns --stats      | 127.0.0.1 | 10.9.0.2
          """)
  void everyOption(String options, String at, String inside) throws IOException {
    int port = FreePorts.next();
    try (Streams _ = Streams.serve(List.of(), at, port)) {
      List<String> words = run(options);
      if (inside.contains(":")) {
        words.addAll(WITH_IPV6);
      }
      Streams.assertWhole(words, "", inside, port);
    }
  }

  @Test
  void reversePorts(@TempDir Path folder) throws IOException {
    int port = FreePorts.next();
    String socket = folder.resolve("socket").toString();
    String options =
        "-R %d:%d -R %d:%d/udp -R %d:unix:%s"
            .formatted(INSIDE, port, INSIDE, port, INSIDE + 1, socket);
    try (Streams _ = Streams.serve(List.of(), "127.0.0.1", port);
        Streams _ = Streams.serve(List.of(), socket, 0)) {
      Streams.assertWhole(run(options), "", "127.0.0.1", INSIDE);
      Streams.assertWhole(run(options), "only=tcp", "127.0.0.1", INSIDE + 1);
    }
  }

  @Test
  void publishedPorts(@TempDir Path folder) throws IOException {
    int port = FreePorts.next();
    String socket = folder.resolve("socket").toString();
    List<String> words =
        run(
            "--plain -p 127.0.0.1:%d:%d -p 127.0.0.1:%d:%d/udp -p unix:%s:%d"
                .formatted(port, INSIDE, port, INSIDE, socket, INSIDE));
    words.addAll(Streams.server("0.0.0.0", INSIDE));
    try (Streams _ = Streams.awaited(new ProcessBuilder(words).start())) {
      Streams.assertWhole(List.of(), "", "127.0.0.1", port);
      Streams.assertWhole(List.of(), "", socket, 0);
    }
  }

  private static List<String> run(String options) {
    List<String> words = new ArrayList<>(List.of(Image.program("slirp4j"), "run"));
    words.addAll(Streams.split(options));
    words.add("--");
    return words;
  }

  @Test
  void thinStarts() throws IOException {
    int port = FreePorts.next();
    try (DaemonProcess _ = DaemonProcess.startRequired();
        Namespace container = Namespace.make();
        Slirp4netnsProcess helper = Slirp4netnsProcess.ready("-c", container.pid(), "tap0");
        Streams _ = Streams.serve(List.of(), "127.0.0.1", port)) {
      assertTrue(helper.isThin());
      Streams.assertWhole(container.entering(), "", "10.0.2.2", port);
      Streams.assertWhole(run(""), "", "10.0.2.2", port);
    }
  }

  /** Two of a network, with all offloads and then with none at one of them. */
  @Test
  void neighbours() throws IOException {
    try (DaemonProcess _ = DaemonProcess.startRequired();
        Namespace one = Namespace.make();
        Namespace other = Namespace.make()) {
      for (Namespace each : List.of(one, other)) {
        String name = each == one ? "one" : "other";
        Image.slirp4j("attach", "--name", name, "--network", "shop", each.pid()).outIfOk();
      }
      for (String kernel :
          List.of("true", "ethtool -K tap0 tx off rx off tso off gso off gro off")) {
        Streams.assumeTool(kernel);
        one.insideShell(kernel).outIfOk();
        try (Streams _ = Streams.serve(other.entering(), "0.0.0.0", INSIDE)) {
          Streams.assertWhole(one.entering(), "", address(one, "other"), INSIDE);
        }
        try (Streams _ = Streams.serve(one.entering(), "0.0.0.0", INSIDE)) {
          Streams.assertWhole(other.entering(), "", address(other, "one"), INSIDE);
        }
      }
    }
  }

  private static String address(Namespace asker, String name) {
    String found = asker.inside("dig", "+short", "@10.0.2.3", name, "A").outIfOk().strip();
    assertEquals(1, found.lines().count(), found);
    return found;
  }
}
