package org.slirp4j.runtime.front;

import java.io.IOException;
import org.slirp4j.runtime.daemon.DaemonContext;
import org.slirp4j.runtime.daemon.DaemonPart;

/** The front door as a part of the daemon. */
public final class FrontPart implements DaemonPart {
  @Override
  public Running start(DaemonContext context) throws IOException {
    Rehearsal.start();
    return FrontDoor.open(context.folder().front(), context.control())::close;
  }
}
