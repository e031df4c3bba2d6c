package org.slirp4j.tcpip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.buffer.Buffer;

/** A guest's UDP port: one mapping for all of its destinations. */
public interface UdpFlow {
  /** Returns the number that the flow's log lines carry; never used twice by one stack. */
  long id();

  /** Returns the container's address. */
  IpAddress guestAddress();

  /** Returns the container's port. */
  int guestPort();

  /**
   * Queues a datagram for the guest; it leaves at the next {@link Stack#emit}, in fragments if it
   * is longer than the MTU. The stack takes over the caller's reference to {@code buffer} in any
   * case.
   *
   * @param buffer holds the payload, with {@link org.slirp4j.tcpip.buffer.Buffers#HEADROOM_BYTES}
   *     or more before it
   * @param at offset of the payload
   * @param length its length in bytes, 0 to 65,507 over IPv4 and 65,527 over IPv6
   * @param fromHigh first half of the sender's address
   * @param fromLow second half
   * @param fromPort the sender's port
   */
  void send(Buffer buffer, int at, int length, long fromHigh, long fromLow, int fromPort);

  /**
   * As above, with the marks that the datagram has when the guest gets it, and perhaps several in
   * one piece. The guest's link may cut each whatever the marks say.
   *
   * @param segmentBytes size of each datagram but the last when the payload is several, else 0
   */
  void send(
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long fromHigh,
      long fromLow,
      int fromPort,
      IpMarks marks);

  /**
   * Tells the guest by ICMP, of its family, what became of a datagram that it sent (RFC 792; RFC
   * 4443; RFC 5508, REQ-4).
   *
   * @param error kind, and the next hop's MTU where the kind has one
   * @param reporter who said so: a router on the way, or the destination itself
   * @param toHigh first half of the address that the guest sent to
   * @param toLow second half
   * @param toPort the port that it sent to
   * @param length payload length of the datagram, 0 if unknown
   */
  void error(IcmpError error, IpAddress reporter, long toHigh, long toLow, int toPort, int length);

  /**
   * As above, with what is known of the payload, which is quoted as far as it fits.
   *
   * @param payload holds its first bytes during this call
   * @param payloadAt where they begin
   * @param known how many they are
   * @param length payload length of the datagram; if unknown, {@code known} passes for it
   */
  void error(
      IcmpError error,
      IpAddress reporter,
      long toHigh,
      long toLow,
      int toPort,
      MemorySegment payload,
      long payloadAt,
      int known,
      int length);

  /** Forgets the flow without {@link UdpHandler#onClosed}. */
  void close();
}
