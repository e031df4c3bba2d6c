package org.slirp4j.portfwd;

import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/** The handler of flows that were refused before they had one; nothing comes to it. */
final class RefusedTcp implements TcpHandler {
  static final RefusedTcp INSTANCE = new RefusedTcp();

  private RefusedTcp() {}

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
