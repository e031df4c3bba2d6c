package org.slirp4j.portfwd.forward;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramEndpoint;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.FlowInfo;

/** A UDP port inside: each client of it gets a socket of the host, connected to the service. */
final class ReverseUdp implements Forward, DatagramEndpoint.Listener {
  /** Most sessions of one port: each holds a socket. The one idle longest makes room. */
  static final int MAX_SESSIONS_PER_PORT = 512;

  /** Most sessions in all. */
  static final int MAX_SESSIONS = 4_096;

  private final ReverseForwards shared;
  private final Leg leg;
  private final HostSockets sockets;
  private final HostSocket socket;
  private final DatagramEndpoint endpoint;
  private final ClientSessions<Session> sessions;
  private final SessionKey probe = new SessionKey();
  private final Runnable onIdle = this::endIdle;
  private @Nullable Future<?> timer;

  ReverseUdp(ReverseForwards shared, Leg leg, HostSocket socket) {
    this.shared = shared;
    this.leg = leg;
    this.sockets = shared.servers().sockets();
    this.socket = socket;
    this.endpoint = new DatagramEndpoint(sockets, shared.reader(), socket, this);
    this.sessions = new ClientSessions<>(this::onEnded);
  }

  @Override
  public boolean open() {
    return endpoint.open();
  }

  /** Closes the socket; without it there is no way for answers, so sessions end too. */
  @Override
  public void close() {
    endpoint.close();
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

  @Override
  public void listFlows(long now, Consumer<FlowInfo> to) {
    sessions.forEach(session -> to.accept(session.flow.info("SESSION", now)));
  }

  @Override
  public void onDatagram(DatagramReader reader, int index) {
    Session session = reader.knowsTo(index) ? session(reader, index) : null;
    if (session == null) {
      shared.counters().count(RelayCounter.REVERSE_UDP_DROPPED);
      return;
    }
    sessions.use(session, sockets.nowNanos());
    int length = reader.length(index);
    long address = reader.peek(index).address() + DatagramReader.AT;
    int segment = reader.segmentBytes(index);
    int size = segment == 0 ? length : segment;
    int at = 0;
    do {
      send(session.service, address + at, Math.min(size, length - at));
      at += size;
    } while (at < length);
    session.flow.sent(length);
  }

  private void send(HostSocket service, long address, int length) {
    if (service.send(address, length) == HostSocket.FAILED) {
      // It may be an earlier one's refusal: with IP_RECVERR, such a report fails the next call.
      clearErrors(service);
      service.send(address, length);
    }
  }

  @Override
  public void onErrors(int errno) {
    clearErrors(socket);
  }

  private void clearErrors(HostSocket of) {
    int most = DatagramReader.BATCH;
    while (most-- > 0 && shared.errors().next(of)) {
      // A socket cannot send ICMP errors on, so they end here.
    }
  }

  private @Nullable Session session(DatagramReader reader, int index) {
    probe.set(
        reader.fromHigh(index),
        reader.fromLow(index),
        reader.fromPort(index),
        reader.toHigh(index),
        reader.toLow(index),
        0);
    Session session = sessions.find(probe);
    return session == null ? open(reader, index) : session;
  }

  private @Nullable Session open(DatagramReader reader, int index) {
    if (sessions.size() >= MAX_SESSIONS_PER_PORT
        || (shared.sessions >= MAX_SESSIONS && sessions.size() > 0)) {
      shared.counters().count(RelayCounter.REVERSE_UDP_EVICTED);
      sessions.endOldest();
    }
    if (shared.sessions >= MAX_SESSIONS) {
      return null;
    }
    HostAddress to = new HostAddress(leg.guestAddress(), leg.guestPort(), 0);
    HostSocket service = sockets.datagramTo(to);
    if (service == null) {
      return null;
    }
    if (sockets.connect(service, to) != 0) {
      service.close();
      return null;
    }
    Session session = new Session(service, reader, index);
    if (!session.answers.open()) {
      session.flow.ended();
      return null;
    }
    session.lastNanos = sockets.nowNanos();
    sessions.add(session);
    shared.sessions++;
    shared.counters().count(RelayCounter.REVERSE_UDP_SESSIONS);
    if (timer == null) {
      endIdleAfter(ClientSessions.IDLE_NANOS);
    }
    return session;
  }

  private void onEnded(Session session) {
    session.answers.close();
    shared.sessions--;
    session.flow.ended();
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

  /** A client inside and the socket by which the host's service knows it. */
  private final class Session extends ClientSessions.Session implements DatagramEndpoint.Listener {
    final HostSocket service;
    final DatagramEndpoint answers;
    final ClientFlow flow;
    private final long clientHigh;
    private final long clientLow;
    private final int clientPort;
    private final long ownHigh;
    private final long ownLow;
    private final int interfaceIndex;

    Session(HostSocket service, DatagramReader reader, int index) {
      super(probe.copy());
      this.service = service;
      clientHigh = reader.fromHigh(index);
      clientLow = reader.fromLow(index);
      clientPort = reader.fromPort(index);
      ownHigh = reader.toHigh(index);
      ownLow = reader.toLow(index);
      interfaceIndex =
          SeenAddresses.isLinkLocal(clientHigh, clientLow) ? reader.toInterface(index) : 0;
      answers = new DatagramEndpoint(sockets, shared.reader(), service, this);
      flow = shared.flow(leg, clientHigh, clientLow, clientPort);
    }

    @Override
    public void onDatagram(DatagramReader reader, int index) {
      sessions.use(this, sockets.nowNanos());
      int length = reader.length(index);
      long address = reader.peek(index).address() + DatagramReader.AT;
      shared.writer().address(clientHigh, clientLow, clientPort, ownHigh, ownLow, interfaceIndex);
      if (shared.writer().send(socket, address, length, 0) != 0) {
        clearErrors(socket);
        shared.writer().send(socket, address, length, 0);
      }
      flow.got(length);
    }

    @Override
    public void onErrors(int errno) {
      clearErrors(service);
    }
  }
}
