package org.slirp4j.tcpip.flow;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.FlowLog;

/**
 * What all flows of a stack have in common: their numbers, 1, 2, 3 … whatever their kind, and who
 * is told what becomes of them.
 */
public final class FlowBook {
  private long last;
  private @Nullable FlowLog log;

  /** Returns a number that was never returned before. */
  public long nextId() {
    return ++last;
  }

  /** Says who is told from now on; null for nobody. */
  public void log(@Nullable FlowLog log) {
    this.log = log;
  }

  /** Tells whether somebody is told: to be asked before an event is put into words. */
  public boolean isKept() {
    return log != null;
  }

  /** Tells what has become of a flow. */
  public void tell(Flow flow, String event, long now) {
    FlowLog to = log;
    if (to != null) {
      to.onEvent(flow.info(now), event);
    }
  }
}
