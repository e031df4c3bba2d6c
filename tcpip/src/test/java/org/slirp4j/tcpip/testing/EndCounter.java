package org.slirp4j.tcpip.testing;

import org.slirp4j.tcpip.DeafTcpHandler;

/** A relay that takes everything and counts how often its connection ended, and was cut. */
public final class EndCounter extends DeafTcpHandler {
  public int resets;
  public int ends;

  @Override
  public void onClosed(boolean reset) {
    ends++;
    resets += reset ? 1 : 0;
  }
}
