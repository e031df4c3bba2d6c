package org.slirp4j.tcpip.testing;

import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/** A relay that takes everything and counts how often its connection ended, and was cut. */
public final class EndCounter implements TcpHandler {
  public int resets;
  public int ends;

  @Override
  public int onData(Buffer buffer, int at, int length) {
    return length;
  }

  @Override
  public void onEnd() {}

  @Override
  public void onEstablished() {}

  @Override
  public void onSendRoom() {}

  @Override
  public void onClosed(boolean reset) {
    ends++;
    resets += reset ? 1 : 0;
  }
}
