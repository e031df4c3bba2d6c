package org.slirp4j.runtime.hashes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.runtime.testing.Streams;

/** A server in a container of slirp4netns's that is asked by a forwarded port. */
@Tag("kernel")
final class ForwardHashesIT {
  private static final int PORT = LonelyHost.PORT;

  private static LonelyHost host;

  @BeforeAll
  static void make() {
    host = new LonelyHost();
  }

  @AfterAll
  static void end() {
    host.close();
  }

  /** Those of loopback are spliced, others come over the TAP unless told otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -m 1500                                       | 127.0.0.1 | seed=1
          -m 1500                                       | 10.9.0.1  | source=10.9.0.2 seed=2
          -m 65520                                      | 127.0.0.1 | streams=8 bytes=2000000 seed=3
          -m 65520                                      | 10.9.0.1  | source=10.9.0.2 streams=8 bytes=2000000 seed=4
          -m 576                                        | 10.9.0.1  | source=10.9.0.2 seed=5
          --source-address=fast                         | 10.9.0.1  | source=10.9.0.2 seed=6
          --enable-sandbox --enable-seccomp             | 127.0.0.1 | seed=7
          --enable-sandbox --enable-seccomp             | 10.9.0.1  | source=10.9.0.2 seed=8
          --disable-host-loopback                       | 127.0.0.1 | seed=9
          --enable-ipv6                                 | ::1       | seed=10
          --enable-ipv6                                 | fd99::1   | source=fd99::2 seed=11
          """)
  void everyWayIn(String options, String to, String words, @TempDir Path folder) {
    Api api = new Api(folder.resolve("api"));
    boolean six = to.contains(":");
    try (Namespace container = host.container();
        Slirp4netnsProcess helper =
            host.connect(container, options + " --api-socket=" + api.path());
        Streams _ = Streams.serve(container.entering(), six ? "::" : "0.0.0.0", PORT)) {
      String guest = six ? LonelyHost.awaitAddress6(container) : "10.0.2.100";
      for (String protocol : new String[] {"tcp", "udp"}) {
        String reply = api.ask(forward(protocol, six ? "::" : "0.0.0.0", guest));
        assertTrue(reply.contains("\"id\""), reply);
      }
      Streams.assertWhole(host.entering(), words, to, PORT + 1);
      assertTrue(helper.isAlive(), helper::log);
    }
  }

  private static String forward(String protocol, String at, String guest) {
    return """
    {"execute":"add_hostfwd","arguments":\
    {"proto":"%s","host_addr":"%s","host_port":%d,"guest_addr":"%s","guest_port":%d}}\
    """
        .formatted(protocol, at, PORT + 1, guest, PORT);
  }
}
