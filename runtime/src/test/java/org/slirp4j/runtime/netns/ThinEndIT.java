package org.slirp4j.runtime.netns;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.DaemonProcess;

/** What ends slirp4netns when a daemon does its work. */
@Tag("kernel")
final class ThinEndIT extends EndIT {
  private static DaemonProcess daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonProcess.startRequired();
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  /** A number that a shell can have for its caller: others are not for a daemon. */
  @Override
  @Test
  void endsWhenTheExitFdIsNotOpen() {
    assertEndsWhenTheExitFdIsNotOpen("6");
  }

  @Override
  @Test
  void staysWhenTheExitFdIsAFile() {
    assertStaysWhenTheExitFdIs("6", List.of("sh", "-c", "exec \"$@\" 6</etc/passwd", "sh"));
  }
}
