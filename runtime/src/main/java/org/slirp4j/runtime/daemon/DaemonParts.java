package org.slirp4j.runtime.daemon;

import java.util.List;
import org.slirp4j.runtime.front.FrontPart;
import org.slirp4j.runtime.http.HttpPart;
import org.slirp4j.runtime.trace.FlowLogPart;

/** The parts of a daemon, in the order in which they start. */
final class DaemonParts {
  private DaemonParts() {}

  static List<DaemonPart> all() {
    return List.of(new FlowLogPart(), new HttpPart(), new FrontPart());
  }
}
