package org.slirp4j.tcpip.flow;

/** The source of flow numbers: 1, 2, 3 … for all kinds of flow of one stack. */
public final class FlowIds {
  private long last;

  /** Returns a number that was never returned before. */
  public long next() {
    return ++last;
  }
}
