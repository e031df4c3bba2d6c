package org.slirp4j.portfwd.udp;

import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;

/**
 * The way back of datagrams that came to the container through a port forward: what its port
 * answers has to leave through the forward's own socket, or the client would not know it.
 */
public interface ReturnPath {
  /**
   * Offers a datagram of the container's, or several of equal size in one piece, before the policy
   * is asked. Called for each; allocates nothing.
   *
   * @param flow of the container's port
   * @param buffer holds the payload during this call
   * @param at offset of the payload
   * @param length its length in bytes
   * @param segmentBytes size of each datagram but the last when the payload is several, else 0
   * @param toHigh first half of the address that the container sends to
   * @param toLow second half
   * @param toPort the port that it sends to
   * @param marks of the IP header, as the container sent it
   * @return true when the destination is a client of a forward to this port, and the datagram is
   *     dealt with; false: it goes its usual way
   */
  boolean onDatagram(
      UdpFlow flow,
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long toHigh,
      long toLow,
      int toPort,
      IpMarks marks);
}
