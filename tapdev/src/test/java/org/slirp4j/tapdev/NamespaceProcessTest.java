package org.slirp4j.tapdev;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** Commands in real namespaces. */
@Tag("kernel")
class NamespaceProcessTest {
  private static final int SIGTERM = 15;

  @TempDir Path directory;

  private static NamespaceProcess start(@Nullable Path resolvConf, String... command)
      throws SystemCallException {
    return NamespaceProcess.start(List.of(command), new NamespaceProcess.Options(resolvConf));
  }

  private static int exitStatus(String... command) throws SystemCallException {
    try (NamespaceProcess process = start(null, command)) {
      process.release();
      return process.waitFor();
    }
  }

  /** Runs a shell line inside and returns what it wrote to {@code $OUT}. */
  private String output(@Nullable Path resolvConf, String line) throws IOException {
    Path out = directory.resolve("out");
    try (NamespaceProcess process = start(resolvConf, "sh", "-c", "OUT=" + out + "; " + line)) {
      process.release();
      assertEquals(0, process.waitFor());
    }
    return Files.readString(out).strip();
  }

  @Test
  void exitStatusIsTheCommands() throws Exception {
    assertEquals(0, exitStatus("true"));
    assertEquals(7, exitStatus("sh", "-c", "exit 7"));
    assertEquals(128 + SIGTERM, exitStatus("sh", "-c", "kill -TERM $$"));
  }

  @Test
  void userIsRootInsideAndTheNetworkIsEmpty() throws Exception {
    assertEquals("0 0", output(null, "echo $(id -u) $(id -g) > $OUT"));
    assertEquals("lo", output(null, "ip -o link | cut -d: -f2 | tr -d ' ' > $OUT"));
    String ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    assertNotEquals(ours, output(null, "readlink /proc/self/ns/net > $OUT"));
  }

  @Test
  void networkIsReadyBeforeTheCommandBegins() throws Exception {
    Path out = directory.resolve("out");
    String line = "ip -o -4 addr show tap0 > " + out;
    try (NamespaceProcess process = start(null, "sh", "-c", line)) {
      try (NamespaceEntry entry =
              NamespaceEntry.of(new NamespaceTarget.OfPid(process.pid(), null));
          TapDevice device = TapSetup.open(entry, "tap0", true, TapSetupTest.CONFIG)) {
        assertFalse(Files.exists(out), device.name());
        process.release();
        assertEquals(0, process.waitFor());
      }
    }
    assertTrue(Files.readString(out).contains("10.0.2.100/24"));
  }

  @Test
  void resolvConfIsCoveredInsideOnly() throws Exception {
    Path file = Files.writeString(directory.resolve("resolv.conf"), "nameserver 10.0.2.3\n");
    String before = Files.readString(Path.of("/etc/resolv.conf"));
    assertEquals("nameserver 10.0.2.3", output(file, "cat /etc/resolv.conf > $OUT"));
    assertEquals(before, Files.readString(Path.of("/etc/resolv.conf")));
  }

  @Test
  void unusableResolvConfIsTold() throws Exception {
    try (NamespaceProcess process = start(directory.resolve("missing"), "true")) {
      SystemCallException e = assertThrows(SystemCallException.class, process::release);
      assertEquals(
          "mount over /etc/resolv.conf: ENOENT (No such file or directory)", e.getMessage());
      assertEquals(NamespaceProcess.EXIT_NOT_EXECUTABLE, process.waitFor());
    }
  }

  @Test
  void commandHasTheStandardStreamsAndNothingElse() throws Exception {
    // 3 is ls's own, for the directory
    assertEquals("0 1 2 3", output(null, "echo $(ls /proc/self/fd) > $OUT"));
  }

  @Test
  void signalsAreAsIfWeHadNotBeenThere() throws Exception {
    long ignored = IgnoredSignals.mask();
    String expected = "SigBlk: 0000000000000000 SigIgn: %016x".formatted(ignored);
    assertEquals(expected, output(null, "echo $(grep -E 'Sig(Blk|Ign)' /proc/self/status) > $OUT"));
  }

  @Test
  void missingCommandIsToldAsAShellWould() throws Exception {
    try (NamespaceProcess process = start(null, "no-such-command", "x")) {
      SystemCallException e = assertThrows(SystemCallException.class, process::release);
      assertEquals(
          "execve no-such-command: ENOENT (No such file or directory): no such command",
          e.getMessage());
      assertEquals(NamespaceProcess.EXIT_NOT_FOUND, process.waitFor());
    }
  }

  @Test
  void commandThatCannotBeExecutedIsToldAsAShellWould() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "true\n");
    assertTrue(text.toFile().setExecutable(true));
    Object[][] cases = {{"/etc/passwd", Errno.EACCES}, {text.toString(), Errno.ENOEXEC}};
    for (Object[] c : cases) {
      try (NamespaceProcess process = start(null, (String) c[0])) {
        SystemCallException e = assertThrows(SystemCallException.class, process::release);
        assertEquals(c[1], e.errno());
        assertEquals(NamespaceProcess.EXIT_NOT_EXECUTABLE, process.waitFor());
      }
    }
  }

  @Test
  void unreleasedCommandNeverBegins() throws Exception {
    Path out = directory.resolve("out");
    long before = Inside.descriptors();
    int pid;
    try (NamespaceProcess process = start(null, "touch", out.toString())) {
      pid = process.pid();
      assertTrue(Files.exists(Path.of("/proc/" + pid)));
    }
    assertFalse(Files.exists(Path.of("/proc/" + pid)));
    assertFalse(Files.exists(out));
    assertEquals(before, Inside.descriptors());
  }

  @Test
  void twoProcessesDoNotHoldEachOtherUp() throws Exception {
    try (NamespaceProcess first = start(null, "sh", "-c", "exit 1");
        NamespaceProcess second = start(null, "sh", "-c", "exit 2")) {
      first.release();
      assertEquals(1, first.waitFor());
      second.release();
      assertEquals(2, second.waitFor());
    }
  }

  @Test
  void signalReachesTheCommand() throws Exception {
    try (NamespaceProcess process = start(null, "sleep", "60")) {
      process.release();
      process.signal(SIGTERM);
      assertEquals(128 + SIGTERM, process.waitFor());
      process.signal(SIGTERM); // nobody there any more
    }
  }

  @Test
  void commandDiesWithUs() throws Exception {
    Process parent =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NamespaceProcessTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long child;
    try (BufferedReader reader = parent.inputReader(StandardCharsets.US_ASCII)) {
      child = Long.parseLong(reader.readLine());
    }
    Path command = Path.of("/proc/" + child + "/comm");
    assertEquals("sleep", Files.readString(command).strip());
    ProcessCalls.kill((int) parent.pid(), ProcessCalls.SIGKILL);
    await().until(() -> !Files.exists(command));
  }

  /** The parent that is killed: starts a command and says its process id. */
  public static void main(String[] arguments) throws SystemCallException {
    try (NamespaceProcess process = start(null, "sleep", "60")) {
      process.release();
      System.out.println(process.pid());
      process.waitFor();
    }
  }

  @Test
  void switchedOffUserNamespacesAreTold() {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String output =
        Inside.output(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            "echo 0 > /proc/sys/user/max_user_namespaces;"
                + " exec \"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" \"$2\"",
            java,
            System.getProperty("java.class.path"),
            SwitchedOff.class.getName());
    assertTrue(
        output.contains(
            "clone a new user namespace: ENOSPC (No space left on device): user namespaces are"
                + " switched off; as root: sysctl -w user.max_user_namespaces=15000"),
        output);
  }

  /** The process that may make no user namespace: says why. */
  static final class SwitchedOff {
    public static void main(String[] arguments) {
      System.out.println(Prerequisites.tryUserNamespace());
    }
  }

  @Test
  void prerequisitesAreMet() {
    assertNull(Prerequisites.tryUserNamespace());
    assertNull(Prerequisites.tryTunDevice());
    assertNull(Prerequisites.tryTapInNamespace());
  }
}
