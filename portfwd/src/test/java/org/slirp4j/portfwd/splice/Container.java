package org.slirp4j.portfwd.splice;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;

/** A user and network namespace with addresses on its loopback interface, and nothing else. */
final class Container implements AutoCloseable {
  static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.2.100");
  static final InetAddress ADDRESS_6 = InetAddress.ofLiteral("fd00::100");

  static {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }

  private final Process holder;

  Container() throws IOException {
    // sleep ends by itself, should the test be killed
    holder =
        new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "sleep", "300")
            .redirectErrorStream(true)
            .start();
    Path command = Path.of("/proc/" + holder.pid() + "/comm");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.readString(command).strip().equals("sleep"));
    run("ip", "link", "set", "lo", "up");
    run("ip", "address", "add", ADDRESS.getHostAddress() + "/32", "dev", "lo");
    run("ip", "address", "add", "fd00::100/128", "dev", "lo", "nodad");
  }

  NamespaceSockets sockets() throws SystemCallException {
    return NamespaceSockets.of(new NamespaceTarget.OfPid((int) holder.pid(), null));
  }

  /** Runs a program inside; returns what it wrote, and fails unless it ends with 0. */
  String run(String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("nsenter", "-t", "" + holder.pid(), "-U", "--preserve-credentials", "-n"));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.onExit().join().exitValue(), () -> line + ": " + output);
    return output;
  }

  @Override
  public void close() {
    holder.destroyForcibly();
    holder.onExit().join();
  }
}
