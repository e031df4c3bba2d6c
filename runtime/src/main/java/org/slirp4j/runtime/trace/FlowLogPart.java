package org.slirp4j.runtime.trace;

import java.io.IOException;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.daemon.DaemonContext;
import org.slirp4j.runtime.daemon.DaemonPart;

/** The daemon's part that logs flows, when its environment wishes for that: {@link FlowLines}. */
public final class FlowLogPart implements DaemonPart {
  @Override
  public Running start(DaemonContext context) throws IOException {
    if (!FlowLines.areWanted(System.getenv())) {
      return () -> {};
    }
    Control.Subscription subscription;
    try {
      subscription = context.control().subscribe(event -> onEvent(event, context));
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
    for (ContainerInfo container : context.control().containers()) {
      log(container.name(), context);
    }
    return subscription::close;
  }

  private static void onEvent(Event event, DaemonContext context) {
    if (event.type().equals("container.attached")) {
      log(event.container(), context);
    }
  }

  private static void log(String name, DaemonContext context) {
    try {
      FlowLines lines = new FlowLines(name + ": ", context.log()::info);
      context.control().engine(name).insight().logFlows(lines);
    } catch (ControlException | IllegalStateException e) {
      // It is not there, or not any more.
    }
  }
}
