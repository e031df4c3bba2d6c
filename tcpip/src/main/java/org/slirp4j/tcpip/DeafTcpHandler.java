package org.slirp4j.tcpip;

import org.slirp4j.tcpip.buffer.Buffer;

/** A relay that takes everything and does nothing, for flows that lead nowhere. */
public class DeafTcpHandler implements TcpHandler {
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
  public void onClosed(boolean reset) {}
}
