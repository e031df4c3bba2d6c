package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** What another user gets who can open the socket's file. */
@Timeout(20)
final class OtherUserTest {
  @Test
  void anotherUsersClientIsClosedWithoutAnAnswer() throws Exception {
    boolean root = ProcessCalls.geteuid() == 0;
    String user = System.getProperty("user.name");
    Path others = Path.of("/etc/subuid");
    assumeTrue(
        root
            || (Files.exists(others)
                && Files.readAllLines(others).stream().anyMatch(l -> l.startsWith(user + ":"))),
        "an ordinary user needs user ids in /etc/subuid to become another user");
    List<String> another =
        root
            ? List.of("setpriv", "--reuid=65534", "--clear-groups")
            : List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--map-auto",
                "setpriv",
                "--reuid=1",
                "--clear-groups");
    Path open = Files.createTempDirectory(Path.of("/tmp"), "slirp4j-test");
    List<Route> hello = List.of(new Route("GET", "/hello", r -> Reply.text(200, "hello")));
    try (HttpServer server = new HttpServer(Limits.DEFAULT, peer -> true);
        HttpServer.Listening _ = server.listen(open.resolve("s"), hello, null)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(
          open.resolve("s"), PosixFilePermissions.fromString("rw-rw-rw-"));
      assertEquals(0, curl(List.of(), open.resolve("s")));
      int noAnswer = curl(another, open.resolve("s"));
      assertTrue(List.of(7, 52, 55, 56).contains(noAnswer), "status " + noAnswer);
    } finally {
      Files.delete(open);
    }
  }

  private static int curl(List<String> as, Path socket) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(as);
    command.addAll(List.of("curl", "-s", "--unix-socket", socket.toString(), "http://x/hello"));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
