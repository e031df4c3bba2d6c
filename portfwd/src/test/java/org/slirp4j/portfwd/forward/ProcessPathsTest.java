package org.slirp4j.portfwd.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;

/** Files of a process that has another root, which lays links to the host's. */
@Tag("kernel")
@Timeout(30)
final class ProcessPathsTest {
  private static final String CONTAINER =
      "chroot $ARGV[0] or die; chdir '/'; $| = 1; print qq(ready\\n); sleep 60";

  @TempDir Path folder;

  private Path root;
  private Process container;

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(folder.resolve("secret"), "the host's");
    Files.createDirectory(root.resolve("run"));
    Files.writeString(root.resolve("run/own"), "its own");
    container =
        new ProcessBuilder("unshare", "-Ur", "perl", "-e", CONTAINER, root.toString()).start();
    BufferedReader out = container.inputReader(StandardCharsets.UTF_8);
    assertEquals("ready", out.readLine());
  }

  @AfterEach
  void end() {
    container.destroyForcibly();
  }

  private String at(String path) throws IOException {
    try (ProcessPaths paths = new ProcessPaths((int) container.pid())) {
      return at(paths, path);
    }
  }

  private static String at(ProcessPaths paths, String path) throws IOException {
    int fd = paths.find(path);
    try {
      return Files.readString(Path.of("/proc/self/fd/" + fd));
    } finally {
      FileCalls.close(fd);
    }
  }

  private int errnoAt(String path) {
    return assertThrows(SystemCallException.class, () -> at(path)).errno();
  }

  @Test
  void pathsAreTheContainersOwn() throws IOException {
    assertEquals("its own", at("/run/own"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("/run/own"));
    assertEquals("its own", at("/link"));
    assertEquals("its own", at("/../../run/own"));
    assertEquals(Errno.ENOENT, errnoAt(root + "/run/own"));
  }

  @Test
  void noLinkLeadsToTheHost() throws IOException {
    Path secret = folder.resolve("secret");
    Files.createSymbolicLink(root.resolve("absolute"), secret);
    Files.createSymbolicLink(root.resolve("relative"), Path.of("../secret"));
    Files.createSymbolicLink(root.resolve("run/folder"), Path.of("../.."));
    assertEquals("the host's", Files.readString(root.resolve("absolute")), "the trap is one");
    assertEquals(Errno.ENOENT, errnoAt("/absolute"));
    assertEquals(Errno.ENOENT, errnoAt("/relative"));
    assertEquals(Errno.ENOENT, errnoAt("/run/folder/secret"));
  }

  @Test
  void aContainerThatHasEndedIsToldOf() throws Exception {
    container.destroyForcibly().waitFor();
    SystemCallException e = assertThrows(SystemCallException.class, () -> at("/run/own"));
    assertTrue(
        e.getMessage().endsWith("the container has ended, or is another user's"), e::getMessage);
  }

  @Test
  void aContainerThatEndsShowsNothingMore() throws Exception {
    try (ProcessPaths paths = new ProcessPaths((int) container.pid())) {
      assertEquals("its own", at(paths, "/run/own"));
      container.destroyForcibly().waitFor();
      int errno = assertThrows(SystemCallException.class, () -> at(paths, "/run/own")).errno();
      // Not ENOENT: it was asked for itself, and not for whoever has its number.
      assertEquals(Errno.ESRCH, errno);
    }
  }
}
