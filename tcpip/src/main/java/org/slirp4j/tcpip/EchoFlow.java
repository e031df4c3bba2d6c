package org.slirp4j.tcpip;

import org.slirp4j.tcpip.buffer.Buffer;

/** A guest's stream of ICMP echo requests: one guest address, identifier and destination. */
public interface EchoFlow {
  /** Returns the number that the flow's log lines carry; never used twice by one stack. */
  long id();

  /** Returns the address that the guest pings. */
  IpAddress peerAddress();

  /**
   * Queues an echo reply from the pinged address. The stack takes over the caller's reference.
   *
   * @param buffer holds the payload, with {@link org.slirp4j.tcpip.buffer.Buffers#HEADROOM_BYTES}
   *     or more before it
   * @param at offset of the bytes after the ICMP echo header
   * @param length how many there are
   * @param sequence the echo's sequence number
   * @param marks of the IP header, as the guest is to get it
   */
  void reply(Buffer buffer, int at, int length, int sequence, IpMarks marks);

  /**
   * Tells the guest by ICMP, of its family, what became of an echo request.
   *
   * @param error kind
   * @param reporter who said so
   * @param sequence the echo's sequence number
   */
  void error(IcmpError error, IpAddress reporter, int sequence);

  /** Forgets the flow without {@link EchoHandler#onClosed}. */
  void close();
}
