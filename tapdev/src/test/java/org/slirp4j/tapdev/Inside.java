package org.slirp4j.tapdev;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A user and network namespace for a test, made by unshare(1), in which programs can be run. */
final class Inside implements AutoCloseable {
  private final Process holder;

  Inside() throws IOException {
    // sleep ends by itself, should the test be killed
    holder =
        new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "sleep", "60")
            .redirectErrorStream(true)
            .start();
    Path command = Path.of("/proc/" + pid() + "/comm");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.readString(command).strip().equals("sleep"));
  }

  int pid() {
    return (int) holder.pid();
  }

  String netns() {
    return "/proc/" + pid() + "/ns/net";
  }

  NamespaceEntry entry() throws SystemCallException {
    return NamespaceEntry.of(new NamespaceTarget.OfPid(pid(), null));
  }

  /** Runs a program inside; returns what it wrote, and fails unless it ends with 0. */
  String run(String... command) {
    return run(pid(), command);
  }

  /** Runs a program in the namespaces of {@code pid}. */
  static String run(int pid, String... command) {
    List<String> line =
        new ArrayList<>(List.of("nsenter", "-t", "" + pid, "-U", "--preserve-credentials", "-n"));
    line.addAll(List.of(command));
    return output(line.toArray(String[]::new));
  }

  /** Runs a program here; returns what it wrote, and fails unless it ends with 0. */
  static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the names of the interfaces inside. */
  List<String> interfaces() {
    return run("ip", "-br", "link").lines().map(line -> line.split("[ @]", -1)[0]).toList();
  }

  /** Returns how many descriptors of the kinds that this module opens the test's process has. */
  static long descriptors() throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(Inside::isOurKind).count();
    }
  }

  private static boolean isOurKind(Path fd) {
    try {
      String target = Files.readSymbolicLink(fd).toString();
      return target.startsWith("net:")
          || target.startsWith("user:")
          || target.startsWith("socket:")
          || target.equals(InsideFile.Tun.PATH);
    } catch (IOException e) {
      return false; // the directory's own descriptor, closed by now
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
    holder.onExit().join();
  }
}
