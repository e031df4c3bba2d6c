package org.slirp4j.portfwd.forward;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.DatagramSender;
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
final class UdpForward
    implements Forward, DatagramEndpoint.Listener, DatagramSender.Way, UdpSession.Port {
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
  private final SentMarks sent;
  private final DatagramSender sender;

  UdpForward(Forwards shared, UdpForwards udp, Leg leg, HostSocket socket) {
    this.shared = shared;
    this.udp = udp;
    this.counters = shared.counters();
    this.sockets = shared.servers().sockets();
    this.leg = leg;
    this.socket = socket;
    this.sent = new SentMarks(leg.hostAddress().isV4());
    this.sender = new DatagramSender(this);
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
    int length = reader.length(index);
    int segment = reader.segmentBytes(index);
    int datagrams = DatagramSender.count(length, segment);
    if (session == null || flow == null || buffer == null) {
      counters.add(RelayCounter.UDP_DROPPED_IN, datagrams);
      return;
    }
    sessions.use(session, now);
    counters.add(RelayCounter.UDP_DATAGRAMS_IN, datagrams);
    counters.add(RelayCounter.UDP_BYTES_IN, length);
    leg.traffic().in(length);
    flow.send(
        buffer,
        DatagramReader.AT,
        length,
        segment,
        session.seenHigh,
        session.seenLow,
        session.seenPort,
        reader.marks(index));
  }

  @Override
  public void onErrors(int errno) {
    tellErrors();
  }

  /** Tells the guest what became of its answers (RFC 5508, REQ-4). */
  @Override
  public int tellErrors() {
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
    int segment = isOne ? 0 : segmentBytes;
    int errno = sender.send(buffer.address() + at, length, segment);
    int datagrams = DatagramSender.count(length, segment);
    counters.add(RelayCounter.UDP_DATAGRAMS_OUT, datagrams - sender.lostDatagrams());
    counters.add(RelayCounter.UDP_BYTES_OUT, length - sender.lostBytes());
    leg.traffic().out(length - sender.lostBytes());
    counters.add(RelayCounter.UDP_DROPPED_OUT, sender.lostDatagrams());
    if (errno == Errno.EMSGSIZE && sender.pathMtu() > 0) { // RFC 4787, REQ-13
      flow.error(
          IcmpError.fragmentationNeeded(sender.pathMtu()),
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

  @Override
  public int send(long address, int length, int segmentBytes) {
    return udp.writer.send(socket, address, length, segmentBytes);
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
