package org.slirp4j.runtime.netns;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.slirp4j.runtime.testing.DaemonProcess;

/** A namespace that a daemon has connected for slirp4netns, seen by ordinary programs inside. */
@Tag("kernel")
final class ThinConnectIT extends ConnectIT {
  private static DaemonProcess daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonProcess.startRequired();
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }
}
