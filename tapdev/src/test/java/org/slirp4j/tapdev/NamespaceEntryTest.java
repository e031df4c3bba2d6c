package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** The ways into real namespaces, and what bad directions get. */
@Tag("kernel")
class NamespaceEntryTest {
  @TempDir Path directory;

  private static void assertTapAppears(Inside inside, NamespaceTarget target) throws IOException {
    long before = Inside.descriptors();
    try (NamespaceEntry entry = NamespaceEntry.of(target);
        TapDevice device = TapSetup.open(entry, "tap0", true, TapSetupTest.CONFIG)) {
      assertTrue(inside.interfaces().contains(device.name()));
    }
    assertEquals(before, Inside.descriptors());
  }

  @Test
  void entersByProcess() throws Exception {
    try (Inside inside = new Inside()) {
      assertTapAppears(inside, new NamespaceTarget.OfPid(inside.pid(), null));
    }
  }

  @Test
  void entersByProcessWithAUserNamespace() throws Exception {
    try (Inside inside = new Inside()) {
      String userns = "/proc/" + inside.pid() + "/ns/user";
      assertTapAppears(inside, new NamespaceTarget.OfPid(inside.pid(), userns));
    }
  }

  @Test
  void entersByPathAndFindsTheUserNamespaceItself() throws Exception {
    try (Inside inside = new Inside()) {
      assertTapAppears(inside, new NamespaceTarget.OfPath(inside.netns(), null));
    }
  }

  @Test
  void entersByPathWithAUserNamespace() throws Exception {
    try (Inside inside = new Inside()) {
      String userns = "/proc/" + inside.pid() + "/ns/user";
      assertTapAppears(inside, new NamespaceTarget.OfPath(inside.netns(), userns));
    }
  }

  @Test
  void namespaceOutlivesItsProcessWhileTheDoorIsOpen() throws Exception {
    Inside inside = new Inside();
    try (NamespaceEntry entry = inside.entry()) {
      inside.close();
      TapSetup.open(entry, "tap0", true, TapSetupTest.CONFIG).close();
    }
  }

  @Test
  void processThatIsInsideAlreadyEntersTheNetworkNamespace() {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String script =
        """
        unshare --net sleep 60 & P=$!
        until [ "$(cat /proc/$P/comm)" = sleep ]; do :; done
        "$0" --enable-native-access=ALL-UNNAMED -cp "$1" \
            org.slirp4j.tapdev.NamespaceEntryTest /proc/$P/ns/net
        R=$?; kill $P; exit $R
        """;
    String output =
        Inside.output(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            script,
            java,
            System.getProperty("java.class.path"));
    assertTrue(output.contains("made tap0"), output);
  }

  /** The process that is inside already: makes a TAP in the namespace at the path given. */
  public static void main(String[] arguments) throws IOException {
    try (NamespaceEntry entry = NamespaceEntry.of(new NamespaceTarget.OfPath(arguments[0], null));
        TapDevice device = TapSetup.open(entry, "tap0", true, TapSetupTest.CONFIG)) {
      System.out.println("made " + device.name());
    }
  }

  @Test
  void filesOpenedInsideBelongThereAndCloseOnExec() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      int[] fds = entry.open(Link.SOCKET, new InsideFile.Tun());
      for (int fd : fds) {
        assertEquals(FileCalls.FD_CLOEXEC, FileCalls.fcntl(fd, FileCalls.F_GETFD, 0));
      }
      int status = FileCalls.fcntl(fds[1], FileCalls.F_GETFL, 0);
      assertNotEquals(0, status & FileCalls.O_NONBLOCK);
      Link.configure(fds[0], "lo", new LinkConfig(1400, null, null));
      assertTrue(inside.run("ip", "link", "show", "lo").contains("mtu 1400"));
      FileCalls.close(fds[0]);
      FileCalls.close(fds[1]);
    }
  }

  @Test
  void failureInsideLeavesNothingOpen() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      long before = Inside.descriptors();
      SystemCallException e =
          assertThrows(
              SystemCallException.class,
              () -> entry.open(new InsideFile.Tun(), new InsideFile.Socket(4711, 1, 0)));
      assertEquals("socket", e.operation());
      assertEquals(97, e.errno()); // EAFNOSUPPORT
      assertEquals(before, Inside.descriptors());
    }
  }

  @Test
  void processStaysTraceable() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      FileCalls.close(entry.open(Link.SOCKET)[0]);
      assertEquals(1, ProcessCalls.prctl(ProcessCalls.PR_GET_DUMPABLE, 0));
    }
  }

  @Test
  void helperProcessIsTheFallback() throws Exception {
    try (Inside inside = new Inside();
        NamespaceEntry entry = inside.entry()) {
      long before = Inside.descriptors();
      Entrance refused =
          (where, files) -> {
            throw new TableRefusedException("in a test", Errno.EPERM);
          };
      int[] fds = entry.open(refused, new HelperEntrance(), new InsideFile.Tun(), Link.SOCKET);
      try (TapDevice device = TapDevice.attach(fds[0], "tap0", true)) {
        Link.configure(fds[1], device.name(), TapSetupTest.CONFIG);
        assertTrue(inside.run("ip", "addr", "show", "tap0").contains("10.0.2.100/24"));
      }
      FileCalls.close(fds[1]);
      assertEquals(before, Inside.descriptors());
      SystemCallException e =
          assertThrows(
              SystemCallException.class,
              () -> entry.open(refused, new HelperEntrance(), new InsideFile.Socket(4711, 1, 0)));
      assertEquals(97, e.errno());
    }
  }

  @Test
  void missingTunDeviceIsTold() {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String output =
        Inside.output(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs none /dev/net;"
                + " exec \"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" \"$2\"",
            java,
            System.getProperty("java.class.path"),
            NoTun.class.getName());
    assertTrue(
        output.contains("open /dev/net/tun: ENOENT (No such file or directory): make the device"),
        output);
  }

  /** The process that has no TAP driver: says so. */
  static final class NoTun {
    public static void main(String[] arguments) {
      System.out.println(Prerequisites.tryTunDevice());
      System.out.println(Prerequisites.tryTapInNamespace());
    }
  }

  @Test
  void deadProcessIsToldInOneLine() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    SystemCallException e =
        assertThrows(
            SystemCallException.class,
            () -> NamespaceEntry.of(new NamespaceTarget.OfPid((int) dead.pid(), null)));
    assertEquals(
        "open /proc/%1$d/ns/net: ENOENT (No such file or directory): is process %1$d running, and"
                .formatted(dead.pid())
            + " does it belong to this user?",
        e.getMessage());
  }

  @Test
  void pathThatIsNoNetworkNamespaceIsToldInOneLine() throws Exception {
    Path fifo = directory.resolve("fifo");
    Inside.output("mkfifo", fifo.toString());
    long before = Inside.descriptors();
    for (String path : new String[] {"/etc/passwd", "/proc/self/ns/user", fifo.toString()}) {
      SystemCallException e =
          assertThrows(
              SystemCallException.class,
              () -> NamespaceEntry.of(new NamespaceTarget.OfPath(path, null)));
      assertTrue(
          e.getMessage().startsWith("setns " + path)
              && e.getMessage().endsWith(": it is not a network namespace"),
          e.getMessage());
    }
    SystemCallException missing =
        assertThrows(
            SystemCallException.class,
            () -> NamespaceEntry.of(new NamespaceTarget.OfPath("/nowhere", null)));
    assertEquals(
        "open /nowhere: ENOENT (No such file or directory): give the path of a network namespace",
        missing.getMessage());
    assertEquals(before, Inside.descriptors());
  }

  @Test
  void wrongUserNamespaceIsToldAndLeavesNothingOpen() throws Exception {
    try (Inside inside = new Inside()) {
      long before = Inside.descriptors();
      SystemCallException e =
          assertThrows(
              SystemCallException.class,
              () ->
                  NamespaceEntry.of(new NamespaceTarget.OfPid(inside.pid(), "/proc/self/ns/net")));
      assertTrue(e.getMessage().endsWith("it is not a user namespace"), e.getMessage());
      assertEquals(before, Inside.descriptors());
    }
  }

  @Test
  void foreignNamespaceIsRefusedToAnOrdinaryUser() throws Exception {
    assumeTrue(ProcessCalls.geteuid() != 0);
    SystemCallException process =
        assertThrows(
            SystemCallException.class, () -> NamespaceEntry.of(new NamespaceTarget.OfPid(1, null)));
    assertEquals(Errno.EACCES, process.errno());
    Files.createSymbolicLink(directory.resolve("own"), Path.of("/proc/self/ns/net"));
    String own = directory.resolve("own").toString();
    try (NamespaceEntry entry = NamespaceEntry.of(new NamespaceTarget.OfPath(own, null))) {
      SystemCallException path =
          assertThrows(SystemCallException.class, () -> entry.open(new InsideFile.Tun()));
      assertEquals("setns", path.operation());
      assertEquals(Errno.EPERM, path.errno());
    }
  }
}
