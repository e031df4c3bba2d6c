package org.slirp4j.runtime.netns;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.slirp4j.runtime.testing.DaemonProcess;

/** What cannot be done gets the same answers when there is a daemon. */
@Tag("kernel")
final class ThinBadInputIT extends BadInputIT {
  private static DaemonProcess daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonProcess.start();
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  /** The daemon may, wherever its user's front is: then this is no bad input. */
  @Override
  void tellsThatItMayNotEnter() {}

  /** The device is the daemon's, which is not in that mount namespace. */
  @Override
  void tellsWhatIsWrongWithTheTunDevice() {}
}
