package org.slirp4j.runtime.netns;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.slirp4j.runtime.testing.DaemonProcess;

/** Forwarded ports and the API socket, when a daemon does slirp4netns's work. */
@Tag("kernel")
final class ThinForwardIT extends ForwardIT {
  private static DaemonProcess daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonProcess.startRequired();
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  /** The daemon has lived on and removes it. */
  @Override
  void awaitWhatIsLeftOfTheSocket() {
    await().until(() -> !Files.exists(api.path()));
  }
}
