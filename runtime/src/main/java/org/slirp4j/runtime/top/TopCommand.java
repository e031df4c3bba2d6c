package org.slirp4j.runtime.top;

import java.io.IOException;
import org.slirp4j.runtime.cli.TopOptions;
import org.slirp4j.runtime.client.DaemonClient;

/** {@code slirp4j top}: on a terminal live, elsewhere one table. */
public final class TopCommand {
  private TopCommand() {}

  /**
   * Shows what containers do until somebody has seen enough.
   *
   * @return the exit status
   * @throws IOException when there is no daemon, or not any more
   */
  public static int run(TopOptions options, DaemonClient daemon) throws IOException {
    Top top = new Top(new Model(daemon::get, options.container()), options.intervalSeconds());
    if (options.once() || !Terminal.isThere()) {
      top.once(Terminal.width());
    } else {
      top.live();
    }
    return 0;
  }

  /** Tells whether standard output is a terminal. */
  public static boolean isTerminal() {
    return Terminal.isWritten();
  }
}
