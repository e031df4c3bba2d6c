package org.slirp4j.runtime.daemon;

import java.util.List;

/** The parts of a daemon, in the order in which they start. */
final class DaemonParts {
  private DaemonParts() {}

  static List<DaemonPart> all() {
    return List.of();
  }
}
