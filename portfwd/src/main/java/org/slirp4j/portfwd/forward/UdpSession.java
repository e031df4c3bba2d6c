package org.slirp4j.portfwd.forward;

import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;

/**
 * A client of a forwarded UDP port.
 *
 * <pre>
 *   client ──────▶ own address, forward's port ══▶ seen address and port ──▶ guest
 *          ◀────── own address, forward's port ◀══ seen address and port ◀──
 * </pre>
 */
final class UdpSession extends ClientSessions.Session {
  /** The forwarded port that a client uses. */
  interface Port {
    /**
     * Sends what the guest answered.
     *
     * @param flow of the guest's port
     * @param buffer holds the payload during this call
     * @param at offset of the payload
     * @param length its length in bytes
     * @param segmentBytes size of each datagram but the last when it is several, else 0
     * @param marks of the IP header, as the guest sent it
     */
    void reply(
        UdpSession session,
        UdpFlow flow,
        Buffer buffer,
        int at,
        int length,
        int segmentBytes,
        IpMarks marks);
  }

  /** By the guest's address and port and what it sees: the table of all forwards. */
  final SessionKey guestKey;

  final Port port;

  /** The container's address that the client is led to. */
  final IpAddress guest;

  final long clientHigh;
  final long clientLow;
  final int clientPort;
  final long ownHigh;
  final long ownLow;
  final long seenHigh;
  final long seenLow;
  final int seenPort;

  /** The client's interface where its address is link-local, else 0. */
  int interfaceIndex;

  UdpSession(
      Port port,
      IpAddress guest,
      SessionKey clientKey,
      SessionKey guestKey,
      Client client,
      Seen seen) {
    super(clientKey);
    this.port = port;
    this.guest = guest;
    this.guestKey = guestKey;
    this.clientHigh = client.high();
    this.clientLow = client.low();
    this.clientPort = client.port();
    this.ownHigh = client.ownHigh();
    this.ownLow = client.ownLow();
    this.seenHigh = seen.high();
    this.seenLow = seen.low();
    this.seenPort = seen.port();
  }

  /** Who sent a datagram, and to which address of the host. */
  record Client(long high, long low, int port, long ownHigh, long ownLow) {}

  /** As whom the guest sees the client. */
  record Seen(long high, long low, int port) {}
}
