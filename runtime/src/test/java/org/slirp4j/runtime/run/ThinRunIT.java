package org.slirp4j.runtime.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** {@code slirp4j run} where a daemon does its work: the process becomes the command. */
@Tag("kernel")
final class ThinRunIT extends RunIT {
  private static DaemonProcess daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonProcess.start();
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  @Test
  void leavesNoProcessBesideTheCommand() {
    Outcome outcome =
        Outcome.of(
            "env",
            "SLIRP4J_DAEMON=require",
            "sh",
            "-c",
            "echo $$; exec \"$0\" run -- sh -c 'echo $$; ls /proc/self/fd'",
            Image.program("slirp4j"));
    String[] lines = outcome.outIfOk().split("\n", -1);
    assertEquals(lines[0], lines[1]);
    assertEquals(
        " 0 1 2 3",
        outcome.out().substring(lines[0].length() * 2 + 1).replace('\n', ' ').stripTrailing());
  }

  @Test
  void leavesNothingBehindInTheDaemon() throws IOException {
    Image.slirp4j("run", "true").outIfOk();
    await()
        .until(() -> {
          try (Stream<Path> files = Files.list(daemon.front())) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("resolv"));
          }
        });
    await().until(() -> daemon.log().endsWith("its last process has ended\n"));
  }

  @Test
  void saysWhatIsWrongInTheOrdinaryWords() {
    assertEquals(
        new Outcome(1, "", "slirp4j: unrecognized option '--bad' (see slirp4j --help)\n"),
        Image.slirp4j("run", "--bad", "true"));
  }

  /** In the shell's words. */
  @Override
  void tellsWhyACommandCannotBeExecuted(String program, int status, String line) {}

  @Test
  void tellsWhenACommandCannotBeExecuted() {
    Outcome none = Image.slirp4j("run", "no-such");
    assertEquals(127, none.status());
    assertTrue(none.err().contains("no-such: not found"), none.err());
    assertEquals(126, Image.slirp4j("run", "/").status());
  }

  /** There is no other process that could be killed. */
  @Override
  void endsTheCommandWhenItIsKilled() {}

  /** Nor one that could be interrupted. */
  @Override
  void leavesInterruptsToTheCommand() {}
}
