package org.slirp4j.tcpip;

import org.slirp4j.tcpip.buffer.Buffer;

/** The relay's side of a stream of echo requests. */
public interface EchoHandler {
  /**
   * The guest sent an echo request.
   *
   * @param buffer holds the payload during this call
   * @param at offset of the bytes after the ICMP echo header
   * @param length how many there are
   * @param sequence the echo's sequence number
   * @param marks of the IP header, as the guest sent it
   */
  void onRequest(Buffer buffer, int at, int length, int sequence, IpMarks marks);

  /** The flow was idle for too long, or made room for a newer one. */
  void onClosed();
}
