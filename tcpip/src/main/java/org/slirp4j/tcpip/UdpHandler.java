package org.slirp4j.tcpip;

import org.slirp4j.tcpip.buffer.Buffer;

/** The relay's side of a guest's UDP port. */
public interface UdpHandler {
  /**
   * The guest sent a datagram, or several of equal size in one piece (UDP segmentation offload).
   *
   * @param buffer holds the payload during this call; {@link Buffer#retain} keeps it longer
   * @param at offset of the payload
   * @param length its length in bytes, 0 to 65,507
   * @param segmentBytes size of each datagram but the last when the payload is several, else 0
   * @param toHigh first half of the destination address
   * @param toLow second half
   * @param toPort destination port
   * @param marks of the IP header, as the guest sent it
   */
  void onDatagram(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long toHigh,
      long toLow,
      int toPort,
      IpMarks marks);

  /** The mapping was idle for too long, or made room for a newer one. */
  void onClosed();
}
