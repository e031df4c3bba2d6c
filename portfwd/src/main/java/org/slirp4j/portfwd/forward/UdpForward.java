package org.slirp4j.portfwd.forward;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.SentMarks;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;

/** A forwarded UDP port: one socket of the host, one session for each client. */
final class UdpForward implements Forward, DatagramEndpoint.Listener, UdpSession.Port {
  private final Forwards shared;
  private final UdpForwards udp;
  private final RelayCounters counters;
  private final HostSockets sockets;
  private final Leg leg;
  private final HostSocket socket;
  private final DatagramEndpoint endpoint;
  private final Runnable onIdle = this::endIdle;

  private final ClientSessions<UdpSession> sessions;
  private final SessionKey probe = new SessionKey();
  private @Nullable Future<?> timer;
  private int nextPort;
  private boolean kernelSplits = true;
  private final SentMarks sent;

  /** MTU of the path that was too narrow for what was last sent, or 0. */
  private int pathMtu;

  UdpForward(Forwards shared, UdpForwards udp, Leg leg, HostSocket socket) {
    this.shared = shared;
    this.udp = udp;
    this.counters = shared.counters();
    this.sockets = shared.servers().sockets();
    this.leg = leg;
    this.socket = socket;
    this.sent = new SentMarks(leg.hostAddress().isV4());
    this.sessions = new ClientSessions<>(this::onEnded);
    this.endpoint = new DatagramEndpoint(sockets, udp.reader, socket, this);
  }

  @Override
  public boolean open() {
    if (!endpoint.open()) {
      return false;
    }
    udp.onOpened(this);
    return true;
  }

  /** Closes the socket; without it there is no way for answers, so sessions end too. */
  @Override
  public void close() {
    endpoint.close();
    udp.onClosed(this);
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    sessions.endAll();
  }

  @Override
  public void cutAll() {
    // closing has done it
  }

  // ---- from clients ----

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    Downlink inside = shared.inside();
    long now = sockets.nowNanos();
    UdpSession session = reader.knowsTo(index) ? session(reader, index) : null;
    UdpFlow flow =
        session == null || inside == null
            ? null
            : inside.udpFlow(session.guest, leg.guestPort(), now);
    Buffer buffer = flow == null ? null : reader.take(index);
    if (session == null || flow == null || buffer == null) {
      counters.count(RelayCounter.UDP_DROPPED_IN);
      return;
    }
    sessions.use(session, now);
    int length = reader.length(index);
    counters.count(RelayCounter.UDP_DATAGRAMS_IN);
    counters.add(RelayCounter.UDP_BYTES_IN, length);
    leg.traffic().in(length);
    flow.send(
        buffer,
        DatagramReader.AT,
        length,
        session.seenHigh,
        session.seenLow,
        session.seenPort,
        reader.marks(index));
  }

  @Override
  public void onErrors(int errno) {
    tellErrors();
  }

  /**
   * Tells the guest what became of its answers (RFC 5508, REQ-4). Returns the MTU of the path that
   * was too narrow for the one sent last, or 0.
   */
  private int tellErrors() {
    int mtu = 0;
    ErrorQueue errors = udp.errors;
    while (errors.next(socket)) {
      mtu = Math.max(mtu, errors.refusedMtu());
      IcmpError error = errors.error();
      probe.set(
          errors.toHigh(), errors.toLow(), errors.toPort(), errors.ownHigh(), errors.ownLow(), 0);
      UdpSession session = error == null ? null : sessions.find(probe);
      Downlink inside = shared.inside();
      if (error != null && session != null && inside != null) {
        tell(session, error, inside);
      }
    }
    return mtu;
  }

  private void tell(UdpSession session, IcmpError error, Downlink inside) {
    IpAddress guest = session.guest;
    UdpFlow flow = inside.udpFlow(guest, leg.guestPort(), sockets.nowNanos());
    if (flow == null) {
      return;
    }
    counters.count(RelayCounter.ICMP_ERRORS);
    ErrorQueue errors = udp.errors;
    IpAddress reporter = errors.reporter();
    flow.error(
        error,
        shared.seen().of(reporter.high(), reporter.low(), guest),
        session.seenHigh,
        session.seenLow,
        session.seenPort,
        errors.payload(),
        errors.payloadAt(),
        errors.payloadBytes(),
        0);
  }

  private @Nullable UdpSession session(DatagramReader reader, int index) {
    long ownHigh = reader.toHigh(index);
    long ownLow = reader.toLow(index);
    long high = reader.fromHigh(index);
    long low = reader.fromLow(index);
    int port = reader.fromPort(index);
    probe.set(high, low, port, ownHigh, ownLow, 0);
    UdpSession session = sessions.find(probe);
    if (session == null && port != 0) {
      session = open(new UdpSession.Client(high, low, port, ownHigh, ownLow));
    }
    if (session != null && SeenAddresses.isLinkLocal(high, low)) {
      session.interfaceIndex = reader.toInterface(index);
    }
    return session;
  }

  private @Nullable UdpSession open(UdpSession.Client client) {
    IpAddress guest = shared.targetFor(leg, client.high(), client.low());
    IpAddress seen = shared.seen().of(client.high(), client.low(), guest);
    int port = client.port();
    SessionKey guestKey = null;
    for (int tries = 0; guestKey == null && tries < SeenAddresses.MAX_PORT_TRIES; tries++) {
      if (tries > 0) {
        port = SeenAddresses.FIRST_PORT + nextPort;
        nextPort = (nextPort + 1) % SeenAddresses.PORTS;
      }
      guestKey = udp.freeKey(guest, leg.guestPort(), seen, port);
    }
    if (guestKey == null) {
      return null;
    }
    keepTo(udp.share() - 1);
    UdpSession.Seen inside = new UdpSession.Seen(seen.high(), seen.low(), port);
    UdpSession session = new UdpSession(this, guest, probe.copy(), guestKey, client, inside);
    session.lastNanos = sockets.nowNanos();
    sessions.add(session);
    udp.add(session);
    leg.traffic().opened();
    counters.count(RelayCounter.FORWARD_UDP_SESSIONS);
    if (timer == null) {
      endIdleAfter(ClientSessions.IDLE_NANOS);
    }
    return session;
  }

  // ---- from the guest ----

  @Override
  public void reply(
      UdpSession session,
      UdpFlow flow,
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      IpMarks marks) {
    sessions.use(session, sockets.nowNanos());
    udp.writer.address(
        session.clientHigh,
        session.clientLow,
        session.clientPort,
        session.ownHigh,
        session.ownLow,
        session.interfaceIndex);
    boolean isOne = segmentBytes == 0 || segmentBytes >= length;
    int one = isOne ? length : segmentBytes;
    sent.put(socket, marks, one);
    int errno = send(buffer.address() + at, length, isOne ? 0 : segmentBytes);
    if (errno == 0) {
      counters.count(RelayCounter.UDP_DATAGRAMS_OUT);
      counters.add(RelayCounter.UDP_BYTES_OUT, length);
      leg.traffic().out(length);
      return;
    }
    counters.count(RelayCounter.UDP_DROPPED_OUT);
    if (errno == Errno.EMSGSIZE && pathMtu > 0) { // RFC 4787, REQ-13
      flow.error(
          IcmpError.fragmentationNeeded(pathMtu),
          shared.seen().gatewayFor(session.guest),
          session.seenHigh,
          session.seenLow,
          session.seenPort,
          buffer.memory(),
          at,
          one,
          one);
    }
  }

  private int send(long address, int length, int segmentBytes) {
    if (segmentBytes == 0) {
      return sendOnce(address, length, 0);
    }
    if (kernelSplits) {
      int errno = sendOnce(address, length, segmentBytes);
      // Too many segments, larger than the way's MTU, or a device that computes no checksums.
      if (errno != Errno.EINVAL && errno != Errno.EIO && errno != Errno.EMSGSIZE) {
        return errno;
      }
      kernelSplits = errno != Errno.EIO;
    }
    int errno = 0;
    for (int done = 0; done < length && errno == 0; done += segmentBytes) {
      errno = sendOnce(address + done, Math.min(segmentBytes, length - done), 0);
    }
    return errno;
  }

  private int sendOnce(long address, int length, int segmentBytes) {
    int errno = udp.writer.send(socket, address, length, segmentBytes);
    if (errno == 0 || errno == Errno.EAGAIN) {
      return errno;
    }
    // It may be an earlier datagram's: with IP_RECVERR, a report that came in fails the next call.
    pathMtu = tellErrors();
    if (errno == Errno.EMSGSIZE && pathMtu > 0) {
      return errno;
    }
    errno = udp.writer.send(socket, address, length, segmentBytes);
    if (errno == Errno.EMSGSIZE) {
      pathMtu = tellErrors();
    }
    return errno;
  }

  // ---- ends of sessions ----

  /** Ends the sessions that are too many for this port's share. */
  void keepToShare() {
    keepTo(udp.share());
  }

  private void onEnded(UdpSession session) {
    udp.remove(session);
    leg.traffic().closed();
  }

  private void keepTo(int most) {
    while (sessions.size() > most) {
      counters.count(RelayCounter.FORWARD_UDP_EVICTED);
      sessions.endOldest();
    }
  }

  private void endIdle() {
    timer = null;
    long left = sessions.endIdle(sockets.nowNanos());
    if (left > 0) {
      endIdleAfter(left);
    }
  }

  private void endIdleAfter(long nanos) {
    timer = sockets.loop().schedule(onIdle, nanos, TimeUnit.NANOSECONDS);
  }
}
