package org.slirp4j.tcpip.link;

import org.slirp4j.tcpip.buffer.Buffer;

/** Who sends a packet that had to wait. */
public interface PacketSender {
  /**
   * Sends a packet and takes over the caller's reference to its buffer.
   *
   * @param buffer holds the transport header and what follows
   * @param at offset of the transport header
   * @param length of transport header and payload in bytes
   * @param header what the IP header is to say
   * @param checksumOffset offset from {@code at} of a checksum field that is yet to be completed, 0
   *     when all is complete
   */
  void send(Buffer buffer, int at, int length, PacketHeader header, int checksumOffset);
}
