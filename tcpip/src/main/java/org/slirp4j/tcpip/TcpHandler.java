package org.slirp4j.tcpip;

import org.slirp4j.tcpip.buffer.Buffer;

/** The relay's side of a TCP flow: what the container sends, and what became of the connection. */
public interface TcpHandler {
  /**
   * The next bytes of the guest's stream. May call any method of the flow but {@link
   * TcpFlow#resume}.
   *
   * @param buffer holds the bytes during this call
   * @param at offset of the first byte in {@code buffer}
   * @param length how many there are, at least 1
   * @return how many were taken; if fewer than {@code length}, the rest is kept by the stack until
   *     {@link TcpFlow#resume}, and the guest's window shrinks by it
   */
  int onData(Buffer buffer, int at, int length);

  /** The guest sent FIN and all its bytes have been taken. */
  void onEnd();

  /** The three-way handshake is complete. */
  void onEstablished();

  /** There is room, or memory, after {@link TcpFlow#reserve} had none. */
  void onSendRoom();

  /**
   * The connection is over: both streams have ended and are acknowledged, or it was cut.
   *
   * @param reset true when it was cut (RST from the guest, or a time-out), so that the far end is
   *     to be reset as well; false after an orderly end
   */
  void onClosed(boolean reset);
}
