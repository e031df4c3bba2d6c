package org.slirp4j.runtime.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** The ports of {@code slirp4j run}, as a person uses them. */
@Tag("kernel")
@Timeout(60)
final class RunPortsIT {
  private final List<Process> running = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process each : running) {
      each.destroyForcibly().waitFor();
    }
  }

  private Process start(List<String> options, String line) throws IOException {
    List<String> command = new ArrayList<>(List.of(Image.program("slirp4j"), "run"));
    command.addAll(options);
    command.addAll(List.of("--", "sh", "-c", line));
    Process process = new ProcessBuilder(command).start();
    running.add(process);
    return process;
  }

  private static String inside(int port) {
    return "socat TCP-LISTEN:" + port + ",fork,reuseaddr SYSTEM:'echo served'";
  }

  private static boolean isServed(String address, int port) {
    try (Socket client = new Socket(InetAddress.ofLiteral(address), port)) {
      client.setSoTimeout(5_000);
      byte[] text = client.getInputStream().readAllBytes();
      return new String(text, StandardCharsets.US_ASCII).equals("served\n");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void publishesPorts() throws IOException {
    int port = FreePorts.next();
    start(List.of("-p", "127.0.0.1:" + port + ":80"), inside(80));
    await().atMost(10, TimeUnit.SECONDS).until(() -> isServed("127.0.0.1", port));
    assertFalse(isServed("::1", port));
  }

  @Test
  void tellsWhichPortTheKernelHasChosen() throws IOException {
    Process run = start(List.of("--publish=127.0.0.1:0:80"), inside(80));
    String line = errors(run).readLine();
    assertTrue(line.startsWith("slirp4j: 127.0.0.1:") && line.endsWith(":80/tcp"), line);
    int port = Integer.parseInt(line.split(":", -1)[2]);
    await().atMost(10, TimeUnit.SECONDS).until(() -> isServed("127.0.0.1", port));
  }

  private static BufferedReader errors(Process process) {
    return process.errorReader(StandardCharsets.UTF_8);
  }

  @Test
  void portsAppearWhenTheCommandListensAndVanishWhenItDoesNot() throws IOException {
    int port = FreePorts.next();
    int other = FreePorts.next();
    String line = inside(port) + " & P=$!; " + inside(other) + " & read X; kill $P; read X";
    Process run = start(List.of("--auto=1024-65535,!" + other), line);
    await().atMost(10, TimeUnit.SECONDS).until(() -> isServed("127.0.0.1", port));
    await().atMost(10, TimeUnit.SECONDS).until(() -> isServed("::1", port));
    assertFalse(isServed("127.0.0.1", other));
    run.outputWriter().append('\n').flush();
    await().atMost(10, TimeUnit.SECONDS).until(() -> !isServed("127.0.0.1", port));
  }

  @Test
  void portThatIsTakenHereIsToldOnce() throws IOException {
    try (ServerSocket taken = new ServerSocket(FreePorts.next(), 1, InetAddress.ofLiteral("::1"))) {
      int port = taken.getLocalPort();
      Process run = start(List.of("--auto"), inside(port));
      assertEquals(
          "slirp4j: auto: tcp [::1]:"
              + port
              + ": EADDRINUSE (Address already in use): another program, or another forward, has"
              + " this port; it is tried again",
          errors(run).readLine());
      await().atMost(10, TimeUnit.SECONDS).until(() -> isServed("127.0.0.1", port));
    }
  }

  @Test
  void reversePortsLeadToTheHost() {
    try (HostServer server = new HostServer()) {
      String url = "http://127.0.0.1:5432/100000";
      Outcome outcome =
          Image.slirp4j(
              "run",
              "--disable-host-loopback",
              "-R",
              "5432:" + server.port(),
              "--",
              "sh",
              "-c",
              "curl -sS -m 10 " + url + " | sha256sum");
      assertTrue(outcome.outIfOk().startsWith(HostServer.hash(100_000)), outcome.out());
    }
  }

  @Test
  void portThatCannotBeHadKeepsTheCommandFromBeginning() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(FreePorts.next(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertEquals(
          new Outcome(
              1,
              "",
              "slirp4j: tcp 127.0.0.1:"
                  + port
                  + ": EADDRINUSE (Address already in use): another program, or another forward,"
                  + " has this port\n"),
          Image.slirp4j("run", "-p", "127.0.0.1:" + port + ":80", "echo", "begun"));
    }
  }
}
