package org.slirp4j.tcpip;

/** Somebody who is told what becomes of flows, for a log; called on the stack's thread. */
public interface FlowLog {
  /**
   * Hears of a change of state, or of something else that a person would want to know.
   *
   * @param flow the flow after the event
   * @param event what happened, in a few words
   */
  void onEvent(FlowInfo flow, String event);
}
