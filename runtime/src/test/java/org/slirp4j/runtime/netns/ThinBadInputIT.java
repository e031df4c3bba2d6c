package org.slirp4j.runtime.netns;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.Namespace;

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

  /** A front that was killed is gone before the daemon has heard of it. */
  @Override
  void seeThatNothingIsLeftIn(Namespace container) {
    await()
        .atMost(1, TimeUnit.SECONDS)
        .untilAsserted(() -> super.seeThatNothingIsLeftIn(container));
  }

  /** The daemon may, wherever its user's front is: then this is no bad input. */
  @Override
  void tellsThatItMayNotEnter() {}

  /** The device is the daemon's, which is not in that mount namespace. */
  @Override
  void tellsWhatIsWrongWithTheTunDevice() {}
}
