package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/**
 * Bursts of UDP there and back: number, order, lengths and contents, whether or not the programs
 * inside and outside leave it to the kernel to cut datagrams (UDP_SEGMENT) and to put them together
 * (UDP_GRO).
 */
@Tag("kernel")
final class UdpBurstsIT {
  private static final String BURSTS =
      Path.of("src/test/kernel/bursts").toAbsolutePath().toString();

  /**
   * A first one, before which the stack has to ask where the container is; equal ones with a
   * shorter last, unequal ones, very many, longer than the link takes.
   */
  private static final List<String> SHAPES =
      List.of(
          "16x1",
          "1400x40+700x1",
          "1000x5+1001x5+16x1+1000x5+999x1+1000x5",
          "64x70",
          "1472x44+20x1",
          "1473x6",
          "9000x6+1400x10",
          "40000x2");

  @TempDir private static Path folder;
  private static Namespace namespace;
  private static Slirp4netnsProcess helper;
  private static Api api;

  @BeforeAll
  static void make() {
    namespace = Namespace.make();
    api = new Api(folder.resolve("api"));
    helper =
        Slirp4netnsProcess.ready(
            "-c", "--enable-ipv6", "--api-socket=" + api.path(), namespace.pid(), "tap0");
    String addresses = "ip -6 -o address show dev tap0 scope global -tentative";
    await().until(() -> namespace.insideShell(addresses).outIfOk().contains("fd00:"));
  }

  @AfterAll
  static void end() {
    assertTrue(helper.isAlive(), helper::log);
    helper.close();
    namespace.close();
  }

  private static String[] command(String role, boolean cut, String address, int port) {
    List<String> words = new ArrayList<>(List.of(BURSTS, role));
    if (cut) {
      words.add("cut");
    }
    words.addAll(List.of(address, Integer.toString(port)));
    if (role.equals("ask")) {
      words.addAll(SHAPES);
    }
    return words.toArray(String[]::new);
  }

  private static void awaitReady(Process server) throws IOException {
    BufferedReader out = server.inputReader(US_ASCII);
    assertEquals("ready", out.readLine());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 10.0.2.2, false, false",
    "127.0.0.1, 10.0.2.2, true, false",
    "127.0.0.1, 10.0.2.2, false, true",
    "127.0.0.1, 10.0.2.2, true, true",
    "::1, fd00::2, false, false",
    "::1, fd00::2, true, true",
  })
  void serverOutsideGetsAndGivesWhatWasSent(
      String at, String seen, boolean cutInside, boolean cutOutside) throws IOException {
    int port = FreePorts.next();
    Process server = new ProcessBuilder(command("serve", cutOutside, at, port)).start();
    try {
      awaitReady(server);
      assertEquals("ok\n", namespace.inside(command("ask", cutInside, seen, port)).outIfOk());
    } finally {
      server.destroy();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void serverInsideGetsAndGivesWhatWasSent(boolean cutInside, boolean cutOutside)
      throws IOException {
    int port = FreePorts.next();
    int inside = FreePorts.next();
    assertTrue(api.ask(Api.forward("udp", port, inside)).contains("\"id\""));
    Process server = namespace.start(command("serve", cutInside, "0.0.0.0", inside));
    try {
      awaitReady(server);
      Process client = new ProcessBuilder(command("ask", cutOutside, "127.0.0.1", port)).start();
      assertEquals("ok", client.inputReader(US_ASCII).readLine());
    } finally {
      server.destroy();
    }
  }

  @Test
  void deviceWithoutOffloadsGetsThemOneByOne() throws IOException {
    int port = FreePorts.next();
    Process server = new ProcessBuilder(command("serve", true, "127.0.0.1", port)).start();
    try {
      awaitReady(server);
      List<String> run = new ArrayList<>(List.of(Image.program("slirp4j"), "run", "--plain", "--"));
      run.addAll(List.of(command("ask", true, "10.0.2.2", port)));
      assertEquals("ok\n", Outcome.of(run).outIfOk());
    } finally {
      server.destroy();
    }
  }
}
