package org.slirp4j.runtime.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** {@code slirp4j run}, {@code demo} and {@code doctor}, as a person uses them. */
@Tag("kernel")
class RunIT {
  @ParameterizedTest
  @CsvSource({
    "'exit 0', 0",
    "'exit 7', 7",
    "'exit 255', 255",
    "'kill -9 $$', 137",
    "'kill $$', 143"
  })
  void returnsTheCommandsExitStatus(String line, int status) {
    assertEquals(
        new Outcome(status, "", ""),
        Image.slirp4j("run", "--", "env", "--default-signal=INT", "sh", "-c", line));
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such, 127, 'slirp4j: execve /no/such: ENOENT (No such file or directory): no such command'",
    "no-such,  127, 'slirp4j: execve no-such: ENOENT (No such file or directory): no such command'",
    "/,        126, 'slirp4j: execve /: EACCES (Permission denied): it is not executable for this user'",
  })
  void tellsWhyACommandCannotBeExecuted(String program, int status, String line) {
    assertEquals(new Outcome(status, "", line + "\n"), Image.slirp4j("run", program));
  }

  @Test
  void connectsTheCommand() {
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/100000";
      String line = "ping -c1 -W5 10.0.2.2 >&2 && curl -sS -m 10 " + url + " | sha256sum";
      Outcome outcome = Image.slirp4j("run", "--", "env", "--default-signal=INT", "sh", "-c", line);
      assertTrue(outcome.outIfOk().startsWith(HostServer.hash(100_000)), outcome.out());
    }
  }

  @Test
  void givesTheCommandItsNameServer() {
    assertTrue(
        Image.slirp4j("run", "cat", "/etc/resolv.conf")
            .outIfOk()
            .startsWith("nameserver 10.0.2.3\n"));
    assertTrue(
        Image.slirp4j("run", "--cidr=10.9.0.0/16", "cat", "/etc/resolv.conf")
            .outIfOk()
            .startsWith("nameserver 10.9.0.3\n"));
  }

  @Test
  void leavesTheHostsResolvConfAloneWithoutDns() throws IOException {
    assertEquals(
        Files.readString(Path.of("/etc/resolv.conf")),
        Image.slirp4j("run", "--disable-dns", "cat", "/etc/resolv.conf").outIfOk());
  }

  @Test
  void printsCountersAndFramesWhenTold(@TempDir Path folder) throws IOException {
    Path dump = folder.resolve("frames.txt");
    Outcome outcome =
        Image.slirp4j(
            "run", "--stats", "--trace=" + dump, "--", "ping", "-q", "-c1", "-W5", "10.0.2.2");
    assertTrue(outcome.outIfOk().contains("1 received"), outcome.out());
    assertTrue(
        outcome.err().contains("slirp4j.packets{direction=to_container} 2\n"), outcome.err());
    String frames = Files.readString(dump);
    assertTrue(frames.contains("from the container"), frames);
    assertTrue(frames.contains("[ICMPv4 Echo Header"), frames);
    assertTrue(frames.contains("[ICMPv4 Echo Reply Header"), frames);
  }

  @Test
  void worksWithoutOffloads() {
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/3000000";
      Outcome outcome =
          Image.slirp4j(
              "run", "--plain", "-m1500", "sh", "-c", "curl -sS -m 10 " + url + " | sha256sum");
      assertTrue(outcome.outIfOk().startsWith(HostServer.hash(3_000_000)), outcome.out());
    }
  }

  @Test
  void passesTheTerminalThrough() {
    // script(1) makes a terminal; tty(1) tells that its standard input is one.
    String line = Image.program("slirp4j") + " run tty";
    Outcome outcome = Outcome.of("script", "-qec", line, "/dev/null");
    assertTrue(outcome.outIfOk().startsWith("/dev/pts/"), outcome.out());
  }

  @Test
  void leavesInterruptsToTheCommand() {
    // An interrupt of the terminal goes to both; the command decides. Who started the tests may
    // have
    // had it ignored, which children inherit.
    String line =
        "trap 'echo interrupted; exit 3' INT; kill -INT $PPID; kill -INT $$; sleep 5; exit 4";
    Outcome outcome = Image.slirp4j("run", "--", "env", "--default-signal=INT", "sh", "-c", line);
    assertEquals(new Outcome(3, "interrupted\n", ""), outcome);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    Set<String> before = temporaryFiles();
    Image.slirp4j("run", "true").outIfOk();
    Image.slirp4j("run", "/no/such");
    assertEquals(before, temporaryFiles());
  }

  @Test
  void endsTheCommandWhenItIsKilled() throws Exception {
    Process run =
        new ProcessBuilder(Image.program("slirp4j"), "run", "sh", "-c", "echo up; exec sleep 100")
            .start();
    assertEquals("up", run.inputReader().readLine());
    List<ProcessHandle> children = run.children().toList();
    assertEquals(1, children.size());
    run.destroyForcibly().waitFor();
    children.getFirst().onExit().join();
    assertFalse(children.getFirst().isAlive());
  }

  @Test
  void refusesWhereUserNamespacesAreSwitchedOff() {
    String line = "echo 0 >/proc/sys/user/max_user_namespaces; exec \"$@\"";
    Outcome outcome =
        Outcome.of(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            line,
            "sh",
            Image.program("slirp4j"),
            "run",
            "true");
    assertEquals(
        new Outcome(
            1,
            "",
            "slirp4j: clone a new user namespace: ENOSPC (No space left on device): user"
                + " namespaces are switched off; as root: sysctl -w"
                + " user.max_user_namespaces=15000\n"),
        outcome);
  }

  @Test
  void demonstrates() {
    Outcome outcome = Image.slirp4j("demo");
    assertEquals("", outcome.err());
    String table = outcome.outIfOk();
    for (String row : List.of("ping", "dns", "http get", "http put", "upload", "download")) {
      assertTrue(table.contains("\n  ok      " + row), table);
    }
    assertTrue(table.endsWith("\nall of it worked\n"), table);
  }

  @Test
  void examinesTheMachine() {
    Outcome outcome = Image.slirp4j("doctor");
    assertEquals("", outcome.err());
    assertEquals(7, outcome.outIfOk().lines().count(), outcome.out());
    assertTrue(outcome.out().contains("ok     TAP in a namespace  "), outcome.out());
  }

  private static Set<String> temporaryFiles() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("slirp4j-resolv"))
          .forEach(names::add);
    }
    return names;
  }
}
